using GangExitStream.Traces;

namespace GangExitStream.Producer.Live;

/// <summary>One run of the recorder: a trace of its own, with a source of its own.</summary>
public sealed class LiveSession
{
    private readonly Func<TraceOptions?, ITraceReader> _open;

    internal LiveSession(LiveIdentity identity, Func<TraceOptions?, ITraceReader> open) => (Identity, _open) = (identity, open);

    /// <summary>Whose events these are.</summary>
    public LiveIdentity Identity { get; }

    /// <summary>
    /// The session's trace, once; may wait for its first bytes. Read it until <see cref="ITraceReader.Read"/> returns 0, after
    /// <see cref="ILiveRecorder.Stop"/>, too: then nothing that was recorded is lost. Damage <see cref="TraceDamageId.Empty"/> is a
    /// recorder that failed at its start; <see cref="ILiveRecorder"/> says why.
    /// </summary>
    public ITraceReader Open(TraceOptions? options = null) => _open(options);
}
