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
