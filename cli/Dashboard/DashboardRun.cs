using GangExitStream.Dashboard;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Subscriber;
using GangExitStream.Subscriber.Reading;

namespace GangExitStream.Cli.Dashboard;

/// <summary>Runs <c>gangexit dashboard</c>: the server and the topic's reader, until stopped.</summary>
internal sealed class DashboardRun(DashboardSettings settings, WatchOptions topic, AppIo io)
{
    private readonly TextWriter _error = TextWriter.Synchronized(io.Error);

    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var store = new FleetStore(new StoreLimits());
        var server = await DashboardPort.OpenAsync(settings, store, io, line => _error.WriteLine($"gangexit: {line}"));
        if (server is null)
            return ExitCode.Failed;
        await using (server)
        {
            var loop = new WatchLoop<GangExitCount, WatchedCount>(topic, store, new WatchNotes(_error, wait: false), io.Time);
            // The client's polls block, so not on the caller's thread.
            var end = await Task.Run(() => loop.RunAsync(stop), CancellationToken.None);
            return end == WatchEnd.Failed ? ExitCode.Failed : ExitCode.Done;
        }
    }
}
