using System.Text;
using GangExitStream.Cli;

namespace GangExitStream.Tests.Integration;

/// <summary>What one run of the tool left behind.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error);

/// <summary>Runs the tool in this process.</summary>
internal static class GangExit
{
    /// <summary>No run of a test takes so long, not even on a busy machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static Task<ToolRun> RunAsync(params string[] args) => RunAsync(args, new Dictionary<string, string>(StringComparer.Ordinal));

    public static async Task<ToolRun> RunAsync(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var io = new AppIo { Output = output, Error = error, OpenInput = () => Stream.Null, Environment = environment.GetValueOrDefault };
        var exit = await App.RunAsync(args, io).WaitAsync(Deadline);
        return new ToolRun(exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
