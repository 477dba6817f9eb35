namespace GangExitStream.Producer.Live;

/// <summary>
/// Records this host, session after session: <see cref="NextSessionAsync"/> starts one, the caller reads it to its end and asks for the next.
/// It goes on until <see cref="Stop"/>, or until there is no use (<see cref="Problem"/>).
/// </summary>
public interface ILiveRecorder : IAsyncDisposable
{
    /// <summary>Why it gave up; null while it hasn't.</summary>
    LiveProblem? Problem { get; }

    /// <summary>Starts a session; the one before must have been read to its end. Null: stopped, or given up.</summary>
    Task<LiveSession?> NextSessionAsync();

    /// <summary>Ends the recording; from any thread, at once. The session's reader gets all that was recorded and then ends.</summary>
    void Stop();
}

/// <summary>How to record live.</summary>
public abstract record RecorderOptions
{
    /// <summary>How long a recorder that was told to stop may hand over what it has.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before the first restart; doubled for each further one.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a restart.</summary>
    public TimeSpan MaxRestartDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Makes the recorder.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="report">Told what happens.</param>
    public abstract ILiveRecorder Create(TimeProvider time, Action<string> report);

    /// <summary>What should be known before it records, and doesn't stop it; null: nothing.</summary>
    public abstract LiveProblem? Check();
}
