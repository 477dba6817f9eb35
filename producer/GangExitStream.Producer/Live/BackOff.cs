namespace GangExitStream.Producer.Live;

/// <summary>Exponential back-off between a recorder's restarts, up to <see cref="RecorderOptions.MaxRestartDelay"/>.</summary>
internal sealed class BackOff(RecorderOptions options)
{
    private TimeSpan _delay = options.RestartDelay;

    /// <summary>Returns the next delay.</summary>
    public TimeSpan Next()
    {
        var delay = _delay;
        _delay = TimeSpan.FromTicks(Math.Min(_delay.Ticks * 2, options.MaxRestartDelay.Ticks));
        return delay;
    }

    /// <summary>Resets the delay to <see cref="RecorderOptions.RestartDelay"/>.</summary>
    public void Reset() => _delay = options.RestartDelay;

    /// <summary>Waits; false: stopped meanwhile.</summary>
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
