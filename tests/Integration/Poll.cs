namespace GangExitStream.Tests.Integration;

/// <summary>Waits for a condition in another process; the failure names the condition.</summary>
internal static class Poll
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Deadline, $"waited {Deadline.TotalSeconds:0} s in vain until {what}");
            await timer.WaitForNextTickAsync(cancel);
        }
    }
}
