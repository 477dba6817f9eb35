using GangExitStream.Traces;

namespace GangExitStream.Producer.Live;

/// <summary>One run of the recorder: a trace of its own, with a source of its own.</summary>
public sealed class LiveSession
{
    private readonly Stream _output;

    internal LiveSession(LiveIdentity identity, Stream output) => (Identity, _output) = (identity, output);

    /// <summary>Whose events these are.</summary>
    public LiveIdentity Identity { get; }

    /// <summary>
    /// The session's trace, once; waits for its first bytes. Read it until <see cref="ITraceReader.Read"/> returns 0, after
    /// <see cref="LiveRecorder.Stop"/>, too: then nothing that was recorded is lost. Damage <see cref="TraceDamageId.Empty"/> is a
    /// recorder that failed at its start; <see cref="LiveRecorder"/> says why.
    /// </summary>
    public ITraceReader Open(TraceOptions? options = null) => TraceFile.Open(_output, options);
}
