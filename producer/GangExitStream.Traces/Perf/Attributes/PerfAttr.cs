using GangExitStream.Traces.Perf.Files;

namespace GangExitStream.Traces.Perf.Attributes;

/// <summary>The part of struct perf_event_attr (include/uapi/linux/perf_event.h) that decoding needs.</summary>
internal sealed record PerfAttr(uint Type, ulong Config, SampleType SampleType, ReadFormat ReadFormat, bool SampleIdAll, ulong SamplePeriod = 1, bool IsFrequency = false, bool IsOverwritten = false)
{
    /// <summary>PERF_ATTR_SIZE_VER0, the smallest size of any perf.</summary>
    public const int MinBytes = 64;

    /// <summary>Far larger than any kernel's; a larger attr is forged.</summary>
    public const int MaxBytes = 4096;

    private const uint TracepointType = 2;

    /// <summary>The id of a tracepoint's format; null for other events.</summary>
    public ulong? TracepointId => Type == TracepointType ? Config : null;

    /// <summary>How events were sampled, if not every event has a sample; null: every event has one.</summary>
    public string? Gaps => PartialRecording.Gaps(SamplePeriod, IsFrequency, SampleType.HasFlag(SampleType.Period), ReadFormat.HasFlag(ReadFormat.Group));

    /// <summary>type u32, size u32, config u64, sample_period u64, sample_type u64, read_format u64, flags bit field of 64.</summary>
    public static PerfAttr Read(ReadOnlySpan<byte> bytes, PerfBytes order) => new(
        order.U32(bytes),
        order.U64(bytes[8..]),
        (SampleType)order.U64(bytes[24..]),
        (ReadFormat)order.U64(bytes[32..]),
        Flag(bytes[40..48], 18, order),
        order.U64(bytes[16..]),
        Flag(bytes[40..48], 10, order),
        Flag(bytes[40..48], 27, order));

    /// <summary>The size field of the attr, at offset 4; 0 means version 0, 64 bytes.</summary>
    public static int SizeOf(ReadOnlySpan<byte> bytes, PerfBytes order)
    {
        var size = order.U32(bytes[4..]);
        return size == 0 ? MinBytes : (int)Math.Min(size, int.MaxValue);
    }

    /// <summary>C compilers allocate bit fields from the least significant bit on little-endian machines, from the most significant on others.</summary>
    private static bool Flag(ReadOnlySpan<byte> bits, int index, PerfBytes order)
    {
        var bit = order.BigEndian ? 7 - (index % 8) : index % 8;
        return (bits[index / 8] & (1 << bit)) != 0;
    }
}

/// <summary>enum perf_event_sample_format: RAW, and the bits whose fields come before it in a sample, or are in the sample_id trailer.</summary>
[Flags]
internal enum SampleType : ulong
{
    Ip = 1 << 0,
    Tid = 1 << 1,
    Time = 1 << 2,
    Addr = 1 << 3,
    Read = 1 << 4,
    Callchain = 1 << 5,
    Id = 1 << 6,
    Cpu = 1 << 7,
    Period = 1 << 8,
    StreamId = 1 << 9,
    Raw = 1 << 10,
    Identifier = 1 << 16,
}

/// <summary>enum perf_event_read_format.</summary>
[Flags]
internal enum ReadFormat : ulong
{
    None = 0,
    TotalTimeEnabled = 1 << 0,
    TotalTimeRunning = 1 << 1,
    Id = 1 << 2,
    Group = 1 << 3,
    Lost = 1 << 4,
}
