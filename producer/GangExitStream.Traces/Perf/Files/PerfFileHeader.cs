using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>A section of the file: u64 offset, u64 size.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PerfSection(long Offset, long Size)
{
    public const int Bytes = 16;

    /// <summary>Reads a section. Offset and end are capped at the largest long, which is behind the end of every file.</summary>
    public static PerfSection Read(ReadOnlySpan<byte> bytes, PerfBytes order)
    {
        var offset = (long)Math.Min(order.U64(bytes), long.MaxValue);
        return new PerfSection(offset, (long)Math.Min(order.U64(bytes[8..]), (ulong)(long.MaxValue - offset)));
    }
}

/// <summary>
/// struct perf_file_header (tools/perf/util/header.h): magic, u64 size (104), u64 attr_size, sections attrs, data and
/// event_types, 256 bits of features.
/// </summary>
internal sealed record PerfFileHeader(PerfBytes Order, long AttrSize, PerfSection Attrs, PerfSection Data, ulong[] Features)
{
    public const int Bytes = 104;

    /// <summary>A pipe's header: magic and u64 size (16).</summary>
    public const int PipeBytes = 16;

    private static ReadOnlySpan<byte> Magic => "PERFILE2"u8;

    private static ReadOnlySpan<byte> SwappedMagic => "2ELIFREP"u8;

    /// <summary>Recognizes both modes: the magic gives the byte order, the header size the mode.</summary>
    public static bool TryRecognize(ReadOnlySpan<byte> head, out PerfBytes order, out bool isPipe)
    {
        order = new PerfBytes(head.StartsWith(SwappedMagic));
        isPipe = false;
        if (head.Length < PipeBytes || !(order.BigEndian || head.StartsWith(Magic)))
            return false;
        isPipe = order.U64(head[8..]) == PipeBytes;
        return true;
    }

    /// <summary>Whether the bytes (at least 8) begin with a magic. No record begins so: the type would be an impossible one.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic) || bytes.StartsWith(SwappedMagic);

    /// <summary>Whether the bytes begin with a header of either mode, with a valid size.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) =>
        TryRecognize(bytes, out var order, out _) && order.U64(bytes[8..]) is PipeBytes or Bytes;

    /// <summary>Index of the first header in the bytes; negative: none.</summary>
    public static int Find(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + PipeBytes <= bytes.Length; at++)
        {
            var next = bytes[at..].IndexOfAny(Magic[0], SwappedMagic[0]);
            if (next < 0)
                return -1;
            at += next;
            if (MayBegin(bytes[at..]) && bytes.Length - at >= PipeBytes && Begins(bytes[at..]))
                return at;
        }
        return -1;
    }

    public static PerfFileHeader Read(ReadOnlySpan<byte> bytes, PerfBytes order) => new(
        order,
        (long)Math.Min(order.U64(bytes[16..]), long.MaxValue),
        PerfSection.Read(bytes[24..], order),
        PerfSection.Read(bytes[40..], order),
        ReadFeatures(bytes[72..104], order));

    public bool Has(int feature) => (Features[feature / 64] & (1ul << (feature % 64))) != 0;

    /// <summary>
    /// The features are a bitmap of the recorder's unsigned longs. The two halves of a 32-bit big-endian recorder's are swapped when read as 64-bit
    /// integers. Every perf writes HOSTNAME, so its bit shows the order.
    /// </summary>
    private static ulong[] ReadFeatures(ReadOnlySpan<byte> bytes, PerfBytes order)
    {
        var words = new ulong[4];
        for (var i = 0; i < words.Length; i++)
            words[i] = order.U64(bytes[(8 * i)..]);
        const ulong hostName = 1ul << (int)PerfFeature.HostName;
        if ((words[0] & hostName) == 0 && (ulong.RotateRight(words[0], 32) & hostName) != 0)
            words = Array.ConvertAll(words, word => ulong.RotateRight(word, 32));
        return words;
    }
}
