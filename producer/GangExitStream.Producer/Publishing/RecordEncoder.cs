using GangExitStream.Producer.Batching;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Producer.Publishing;

/// <summary>Encodes a batch as a record's value, into a buffer that is reused.</summary>
public sealed class RecordEncoder(RecordPrefix framing, bool registers) : IDisposable
{
    private readonly AvroBuffer _buffer = new();

    /// <summary>The encoded value; valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(in VmBatch batch)
    {
        _buffer.Clear();
        var error = _buffer.Append(framing);
        if (!error.Failed)
            error = KvmHvEventBatchCodec.Encode(batch.Header, batch.Events.Span, registers, _buffer);
        return error.Failed ? throw new InvalidOperationException($"A batch within its limits can't be encoded: {error}") : _buffer.Written;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
