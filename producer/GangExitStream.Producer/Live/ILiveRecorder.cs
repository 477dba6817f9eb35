namespace GangExitStream.Producer.Live;

/// <summary>
/// Records this host in sessions: <see cref="NextSessionAsync"/> starts one, the caller reads it to its end and calls it again. Ends with
/// <see cref="Stop"/>, or gives up (<see cref="Problem"/>).
/// </summary>
public interface ILiveRecorder : IAsyncDisposable
{
    /// <summary>The reason to give up; null: it has not.</summary>
    LiveProblem? Problem { get; }

    /// <summary>Starts a session; the previous one must have been read to its end. Null: stopped or given up.</summary>
    Task<LiveSession?> NextSessionAsync();

    /// <summary>Stops recording without waiting. Thread-safe. The session's reader returns everything that was recorded and then ends.</summary>
    void Stop();
}

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
