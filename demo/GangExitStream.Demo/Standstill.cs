namespace GangExitStream.Demo;

/// <summary>
/// Notices when something is under way and nothing moves: a record that the broker dropped, say, would be waited for without
/// end. Counts looks rather than time, or a process that was stopped for a while (Ctrl-Z) would be told so when it goes on.
/// </summary>
internal sealed class Standstill(Flow flow, TimeProvider time)
{
    private const int MaxLooks = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What stands still, if anything does.</summary>
    public async Task<string?> WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, time);
        var (moves, looks) = (flow.Moves, 0);
        while (await timer.WaitForNextTickAsync(stop))
        {
            looks = flow.IsDone || flow.Moves != moves ? 0 : looks + 1;
            moves = flow.Moves;
            if (looks >= MaxLooks)
                return $"nothing moves any more: {flow}";
        }
        return null;
    }
}
