using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>enum perf_event_type (include/uapi/linux/perf_event.h) and perf's own from 64 (tools/lib/perf/include/perf/event.h).</summary>
internal enum PerfRecordType : uint
{
    /// <summary>Not a valid type.</summary>
    None = 0,

    Lost = 2,
    Sample = 9,
    LostSamples = 13,

    /// <summary>The first of perf's own types; these records have no sample_id trailer.</summary>
    HeaderAttr = 64,
    TracingData = 66,
    FinishedRound = 68,
    AuxTrace = 71,
    HeaderFeature = 80,
    Compressed = 81,
    Compressed2 = 83,

    /// <summary>Types from here on count as damage: the kernel and perf have fewer than 100. perf itself rejects every type above its last one.</summary>
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
