using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Perf;

/// <summary>enum perf_event_type (include/uapi/linux/perf_event.h) and perf's own from 64 (tools/lib/perf/include/perf/event.h).</summary>
internal enum PerfRecordType : uint
{
    /// <summary>No record has it.</summary>
    None = 0,

    Lost = 2,
    Sample = 9,
    LostSamples = 13,

    /// <summary>From here on records are perf's own, without a sample_id trailer.</summary>
    HeaderAttr = 64,
    TracingData = 66,
    FinishedRound = 68,
    AuxTrace = 71,
    HeaderFeature = 80,
    Compressed = 81,
    Compressed2 = 83,

    /// <summary>Neither the kernel nor perf will have so many soon (perf itself takes any above its own for damage).</summary>
    Impossible = 1024,
}

/// <summary>struct perf_event_header: u32 type, u16 misc, u16 size (of the whole record).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PerfRecordHeader(PerfRecordType Type, int Size)
{
    public const int Bytes = 8;

    public static PerfRecordHeader Read(ReadOnlySpan<byte> bytes, PerfBytes order) =>
        new((PerfRecordType)order.U32(bytes), order.U16(bytes[6..]));
}
