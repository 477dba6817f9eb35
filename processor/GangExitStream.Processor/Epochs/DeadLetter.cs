using System.Security.Cryptography;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Where a dead letter came from, and why it is one. A record may be larger than one that we can write: unpacked it may have a thousand
/// times the bytes that its topic's limit let through. Of such a one the first part is kept, with the whole's size and hash.
/// </summary>
public sealed record DeadLetter(string Reason, int Partition, long Offset)
{
    /// <summary>With <see cref="MaxKeyBytes"/>, headers and what Kafka adds, this is below a topic's usual limit of 1,048,588 bytes, however badly it compresses.</summary>
    public const int MaxValueBytes = 960 << 10;

    /// <summary>Ours have a host's name, a slash and a number.</summary>
    public const int MaxKeyBytes = 32 << 10;

    /// <summary>The last offset that it stands for: another one where it is a whole batch that can't be unpacked.</summary>
    public long LastOffset { get; init; } = Offset;

    /// <summary>The key that only begins here; null: it is whole.</summary>
    public WholeBytes? CutKey { get; init; }

    /// <summary>The value that only begins here; null: it is whole.</summary>
    public WholeBytes? CutValue { get; init; }

    /// <summary>So much of a key or a value as fits, and what is to be known of the whole where that is less.</summary>
    internal static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> bytes, int most, out WholeBytes? whole)
    {
        whole = bytes.Length <= most ? null : new WholeBytes(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return bytes[..Math.Min(bytes.Length, most)];
    }
}

/// <summary>Bytes of which only the first part was kept.</summary>
/// <param name="Length">Of all.</param>
/// <param name="Sha256">Of all, in hexadecimal digits.</param>
public sealed record WholeBytes(int Length, string Sha256);
