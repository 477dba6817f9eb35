using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GangExitStream.Producer.Sourcing;

/// <summary>
/// A source's default name, from what was recorded: the same trace has the same one wherever and whenever it is published,
/// and that is what makes publishing it twice harmless.
/// </summary>
internal static class SourceHash
{
    /// <summary>What is read of a file, at either end, in bytes.</summary>
    public const int EndBytes = 1 << 20;

    private const int DigestBytes = 6;

    /// <summary>Of a file: its length, its first and its last MiB. Leaves the stream at its beginning.</summary>
    public static string OfFile(Stream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendNumber(hash, file.Length);
        var part = new byte[Math.Min(EndBytes, file.Length)];
        AppendPart(hash, file, 0, part);
        AppendPart(hash, file, file.Length - part.Length, part);
        file.Position = 0;
        return Name(hash);
    }

    /// <summary>Of a stream, whose length and end nobody knows yet: its first bytes, its host and its first event.</summary>
    public static string OfStream(ReadOnlySpan<byte> head, string? host, in KvmEvent first)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(Encoding.UTF8.GetBytes(host ?? ""));
        foreach (var number in (ReadOnlySpan<long>)[first.TimeNs, (long)first.Pc, (long)first.Msr, first.Cpu, first.Tgid, first.Tid, first.Vcpu, first.Value, (int)first.Kind, first.Ceded])
            AppendNumber(hash, number);
        return Name(hash);
    }

    private static void AppendPart(IncrementalHash hash, Stream file, long position, byte[] part)
    {
        file.Position = position;
        hash.AppendData(part, 0, file.ReadAtLeast(part, part.Length, throwOnEndOfStream: false));
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static string Name(IncrementalHash hash) => $"sha256-{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, DigestBytes))}";
}
