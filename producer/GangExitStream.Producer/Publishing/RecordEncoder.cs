using GangExitStream.Producer.Batching;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;

namespace GangExitStream.Producer.Publishing;

/// <summary>Encodes a batch as a record's value, into a buffer that is reused.</summary>
public sealed class RecordEncoder(EventFraming framing, bool registers) : IDisposable
{
    private readonly AvroBuffer _buffer = new();
    private long[] _nulls = []; // guest_ns of a batch without any, where it is written with the current schema

    /// <summary>The encoded value; valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(in VmBatch batch)
    {
        _buffer.Clear();
        var isPlain = batch.GuestNs.IsEmpty && framing.Plain is not null;
        var error = _buffer.Append(isPlain ? framing.Plain!.Value : framing.Current);
        if (!error.Failed)
            error = KvmHvEventBatchCodec.Encode(batch.Header, batch.Events.Span, isPlain ? default : GuestNsOf(in batch), registers, _buffer);
        return error.Failed ? throw new InvalidOperationException($"A batch within its limits can't be encoded: {error}") : _buffer.Written;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private ReadOnlySpan<long> GuestNsOf(in VmBatch batch)
    {
        if (!batch.GuestNs.IsEmpty)
            return batch.GuestNs.Span;
        if (_nulls.Length < batch.Events.Length)
            Array.Fill(_nulls = new long[batch.Events.Length], KvmEvent.Unknown);
        return _nulls.AsSpan(0, batch.Events.Length);
    }
}
