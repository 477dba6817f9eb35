namespace GangExitStream.Producer.Live;

/// <summary>Options of a live recorder.</summary>
public abstract record RecorderOptions
{
    /// <summary>Time for a stopped recorder to write out its buffers.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Delay before the first restart; doubled for each further one.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Maximum delay before a restart.</summary>
    public TimeSpan MaxRestartDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Creates the recorder.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="report">Receives messages for the user.</param>
    public abstract ILiveRecorder Create(TimeProvider time, Action<string> report);

    /// <summary>A problem to report before recording, which does not prevent it; null: none.</summary>
    public abstract LiveProblem? Check();
}
