using System.Buffers;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Schemas.Binary;

/// <summary>
/// A pooled buffer into which records are encoded, one or several. It grows up to a fixed limit.
/// Not thread-safe: each encoder has its own.
/// </summary>
public sealed class AvroBuffer(int maxBytes = AvroBuffer.DefaultMaxBytes) : IDisposable
{
    /// <summary>Default limit in bytes: the default message.max.bytes of Kafka brokers.</summary>
    public const int DefaultMaxBytes = 1_048_588;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(4096, maxBytes));

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>The written bytes; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The written bytes as memory, for asynchronous use; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Removes the written bytes; keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends a record's prefix, which names the schema of the following body.</summary>
    public AvroError Append(RecordPrefix prefix)
    {
        Span<byte> bytes = stackalloc byte[RecordPrefix.MaxLength];
        var writer = new AvroWriter(this);
        writer.WriteRaw(bytes[..prefix.Write(bytes)]);
        return writer.Finish();
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    /// <summary>The whole buffer up to the limit, for a writer that starts at <see cref="Length"/>.</summary>
    internal Span<byte> Whole => _bytes.AsSpan(0, Math.Min(_bytes.Length, maxBytes));

    /// <summary>Keeps the first <paramref name="used"/> bytes and makes room for <paramref name="more"/> bytes. False: the limit is reached.</summary>
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

    /// <summary>Sets the length when a writer has finished.</summary>
    internal void Commit(int length) => Length = length;
}
