using System.Security.Cryptography;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// The input position of a dead letter and the reason for it. A topic's size limit applies to the compressed record, so an unpacked record may be
/// too large to be written again. Then only the first part of it is kept, with the size and the hash of the whole.
/// </summary>
public sealed record DeadLetter(string Reason, int Partition, long Offset)
{
    /// <summary>
    /// Most bytes of a value that are kept. With <see cref="MaxKeyBytes"/>, the headers and Kafka's overhead, an uncompressed record stays below
    /// the default <c>max.message.bytes</c>, 1,048,588.
    /// </summary>
    public const int MaxValueBytes = 960 << 10;

    /// <summary>Most bytes of a key that are kept. A valid key, <c>host/tgid</c>, is far shorter.</summary>
    public const int MaxKeyBytes = 32 << 10;

    private const int OverheadBytes = 32 << 10; // headers, the batch's own

    /// <summary>Most bytes of a value in a topic whose max.message.bytes is this.</summary>
    public static int ValueBytesWithin(int maxMessageBytes) => Math.Clamp(maxMessageBytes - MaxKeyBytes - OverheadBytes, 0, MaxValueBytes);

    /// <summary>The last offset that it stands for. It differs from the first one for a batch that can't be decompressed.</summary>
    public long LastOffset { get; init; } = Offset;

    /// <summary>Size and hash of the original key where it was cut; null: the key is complete.</summary>
    public WholeBytes? CutKey { get; init; }

    /// <summary>Size and hash of the original value where it was cut; null: the value is complete.</summary>
    public WholeBytes? CutValue { get; init; }

    /// <summary>The first <paramref name="most"/> bytes of a key or a value, and size and hash of the whole where it is longer.</summary>
    internal static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> bytes, int most, out WholeBytes? whole)
    {
        whole = bytes.Length <= most ? null : new WholeBytes(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return bytes[..Math.Min(bytes.Length, most)];
    }
}

/// <summary>Describes bytes of which only the first part was kept.</summary>
/// <param name="Length">Number of all the bytes.</param>
/// <param name="Sha256">SHA-256 of all the bytes, as lower-case hexadecimal digits.</param>
public sealed record WholeBytes(int Length, string Sha256);
