using GangExitStream.Traces;

namespace GangExitStream.Producer.Live;

/// <summary>One run of the recorder: a separate trace and source.</summary>
public sealed class LiveSession
{
    private readonly Func<TraceOptions?, ITraceReader> _open;

    internal LiveSession(LiveIdentity identity, Func<TraceOptions?, ITraceReader> open) => (Identity, _open) = (identity, open);

    /// <summary>Host, source and clock offset.</summary>
    public LiveIdentity Identity { get; }

    /// <summary>
    /// Opens the session's trace; to be called once; may wait for its first bytes. Read it until <see cref="ITraceReader.Read"/> returns 0, also
    /// after <see cref="ILiveRecorder.Stop"/>, so that nothing recorded is lost. Damage <see cref="TraceDamageId.Empty"/> means that the recorder
    /// failed at its start; <see cref="ILiveRecorder.Problem"/> or a message gives the reason.
    /// </summary>
    public ITraceReader Open(TraceOptions? options = null) => _open(options);
}
