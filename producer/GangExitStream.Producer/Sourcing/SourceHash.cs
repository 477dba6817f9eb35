using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GangExitStream.Producer.Sourcing;

/// <summary>
/// The default name of a source, a hash of its content: the same trace gets the same name on every host at any time, so the processor drops
/// the duplicates when a trace is published twice.
/// </summary>
internal static class SourceHash
{
    /// <summary>Number of bytes that are hashed at the beginning and at the end of a file.</summary>
    public const int EndBytes = 1 << 20;

    private const int DigestBytes = 6;

    /// <summary>The name of a file: hashes its length, its first and its last MiB. Sets the position back to 0.</summary>
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

    /// <summary>The name of a stream, whose length and end are not known yet: hashes its first bytes, its host and its first event.</summary>
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
