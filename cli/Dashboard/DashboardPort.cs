using GangExitStream.Dashboard;
using GangExitStream.Dashboard.Fleet;

namespace GangExitStream.Cli.Dashboard;

/// <summary>Opens a dashboard's port and reports its URL.</summary>
internal static class DashboardPort
{
    /// <summary>Opens the server; null: it can't be opened, and the reason was reported.</summary>
    public static async Task<DashboardServer?> OpenAsync(DashboardSettings settings, FleetStore store, AppIo io, Action<string> report)
    {
        var (server, problem) = await DashboardServer.StartAsync(settings, store, ToolVersion.Text, io.Time, io.Environment);
        report(server is null
            ? $"--http-port can't be opened: {problem}. Give another port, or end the program that has it."
            : $"dashboard: http://{Name(settings.Address)}:{server.Port}/");
        return server;
    }

    private static string Name(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
}
