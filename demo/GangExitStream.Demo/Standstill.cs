namespace GangExitStream.Demo;

/// <summary>
/// Detects a standstill: work is unfinished, and nothing changes, for example because the broker has dropped a record. It counts checks instead
/// of time, so that a process that was suspended (Ctrl-Z) is not reported when it continues.
/// </summary>
internal sealed class Standstill(Flow flow, TimeProvider time)
{
    private const int MaxChecks = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Watches until a standstill, and returns its description.</summary>
    public async Task<string?> WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, time);
        var (moves, checks) = (flow.Moves, 0);
        while (await timer.WaitForNextTickAsync(stop))
        {
            checks = flow.IsDone || flow.Moves != moves ? 0 : checks + 1;
            moves = flow.Moves;
            if (checks >= MaxChecks)
                return $"the demo makes no progress: {flow}";
        }
        return null;
    }
}
