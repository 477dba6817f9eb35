using System.Buffers;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// A pooled buffer that records are encoded into, one after the other or one at a time; it grows up to a hard cap.
/// Not thread-safe: one for each encoder.
/// </summary>
public sealed class AvroBuffer(int maxBytes = AvroBuffer.DefaultMaxBytes) : IDisposable
{
    /// <summary>What a Kafka broker takes by default in one record batch (message.max.bytes), in bytes.</summary>
    public const int DefaultMaxBytes = 1_048_588;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(4096, maxBytes));

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What was written, for asynchronous users; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Forgets what was written; keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends a record's prefix, which says the schema of the body that follows.</summary>
    public AvroError Append(RecordPrefix prefix)
    {
        Span<byte> bytes = stackalloc byte[RecordPrefix.MaxLength];
        var writer = new AvroWriter(this);
        writer.WriteRaw(bytes[..prefix.Write(bytes)]);
        return writer.Finish();
    }

    /// <summary>Gives the memory back to the pool.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    /// <summary>The whole buffer, for a writer that begins at <see cref="Length"/>.</summary>
    internal Span<byte> Whole => _bytes.AsSpan(0, Math.Min(_bytes.Length, maxBytes));

    /// <summary>Keeps the first <paramref name="used"/> bytes and makes room for <paramref name="more"/>; false at the cap.</summary>
    internal bool TryGrow(int used, int more)
    {
        var needed = (long)used + more;
        if (needed > maxBytes)
            return false;
        var size = (int)Math.Min(maxBytes, Math.Max(needed, 2L * _bytes.Length));
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        return true;
    }

    /// <summary>A writer is done.</summary>
    internal void Commit(int length) => Length = length;
}
