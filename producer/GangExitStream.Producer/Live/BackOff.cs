namespace GangExitStream.Producer.Live;

/// <summary>The waits before a recorder's restarts: each twice as long as the one before, up to a longest one.</summary>
internal sealed class BackOff(RecorderOptions options)
{
    private TimeSpan _delay = options.RestartDelay;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var delay = _delay;
        _delay = TimeSpan.FromTicks(Math.Min(_delay.Ticks * 2, options.MaxRestartDelay.Ticks));
        return delay;
    }

    /// <summary>Begins with the shortest wait again.</summary>
    public void Reset() => _delay = options.RestartDelay;

    /// <summary>Waits; false if the recorder was stopped meanwhile.</summary>
    public static async Task<bool> WaitAsync(TimeSpan delay, TimeProvider time, CancellationToken stop)
    {
        try
        {
            await Task.Delay(delay, time, stop);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
