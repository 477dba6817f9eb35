using System.Text;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>The HEADER_* feature numbers that are used (tools/perf/util/header.h).</summary>
internal enum PerfFeature
{
    TracingData = 1,
    HostName = 3,
    OsRelease = 4,
    Arch = 6,
    CpuCount = 7,
    CpuDescription = 8,
    CommandLine = 11,
    EventDesc = 12,
    Auxtrace = 18,
    DirFormat = 24,
    ClockData = 29,
}

/// <summary>Parses the contents of features, which are the same in file and pipe mode. An invalid one counts as absent.</summary>
internal static class PerfFeatures
{
    /// <summary>Most bytes of a feature that are read; all features that are used are much shorter.</summary>
    public const int MaxBytes = 1 << 20;

    private const int MaxEvents = 4096;

    /// <summary>Whether <see cref="PerfSession.AddFeature"/> uses the feature. The much larger tracing data are read separately.</summary>
    public static bool IsRead(PerfFeature feature) => feature
        is PerfFeature.HostName or PerfFeature.OsRelease or PerfFeature.Arch or PerfFeature.CpuCount or PerfFeature.CpuDescription or PerfFeature.CommandLine
        or PerfFeature.EventDesc or PerfFeature.ClockData;

    /// <summary>u32 length of what follows (padded with zeros), then the string.</summary>
    public static string? ReadString(ReadOnlySpan<byte> bytes, PerfBytes order)
    {
        if (bytes.Length < 4)
            return null;
        var length = (int)Math.Min(order.U32(bytes), (uint)(bytes.Length - 4));
        var text = bytes.Slice(4, length);
        var end = text.IndexOf((byte)0);
        var value = Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        return value.Length == 0 ? null : value;
    }

    /// <summary>CLOCK_DATA: u32 version, u32 clockid, u64 wall clock ns, u64 clockid ns, both read at one moment.</summary>
    public static long? ReadClockOffset(ReadOnlySpan<byte> bytes, PerfBytes order) =>
        bytes.Length < 24 || order.U32(bytes) != 1 ? null : unchecked((long)(order.U64(bytes[8..]) - order.U64(bytes[16..])));

    /// <summary>EVENT_DESC: u32 n, u32 attr size, then each attr, u32 n of ids, length-prefixed name, ids of 8 bytes.</summary>
    public static List<string> ReadEventNames(ReadOnlySpan<byte> bytes, PerfBytes order)
    {
        var names = new List<string>();
        if (bytes.Length < 8)
            return names;
        var count = Math.Min(order.U32(bytes), MaxEvents);
        var attrSize = order.U32(bytes[4..]);
        var rest = bytes[8..];
        while (count-- > 0 && TryEvent(ref rest, attrSize, order, out var name))
            names.Add(name);
        return names;
    }

    private static bool TryEvent(ref ReadOnlySpan<byte> rest, uint attrSize, PerfBytes order, out string name)
    {
        name = "";
        if (rest.Length < attrSize + 8L)
            return false;
        rest = rest[(int)attrSize..];
        var idBytes = order.U32(rest) * 8L;
        var textBytes = order.U32(rest[4..]);
        if (rest.Length < 8 + textBytes + idBytes)
            return false;
        name = ReadString(rest[4..], order) ?? "";
        rest = rest[(int)(8 + textBytes + idBytes)..];
        return true;
    }
}
