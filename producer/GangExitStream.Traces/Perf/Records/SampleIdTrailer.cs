using System.Runtime.InteropServices;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>
/// With sample_id_all, records other than samples end with TID, TIME, ID, STREAM_ID, CPU, IDENTIFIER: 8 bytes for each field in the attr's
/// sample_type. Offsets count back from the record's end; 0: the field is absent.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SampleIdTrailer(int Time, int Cpu, int IdFromEnd, int Bytes)
{
    public static SampleIdTrailer Of(PerfAttr attr)
    {
        if (!attr.SampleIdAll)
            return default;
        var fromEnd = 0;
        int Place(SampleType field) => attr.SampleType.HasFlag(field) ? fromEnd += 8 : 0;

        var identifier = Place(SampleType.Identifier);
        var cpu = Place(SampleType.Cpu);
        Place(SampleType.StreamId);
        var id = Place(SampleType.Id);
        var time = Place(SampleType.Time);
        Place(SampleType.Tid);
        return new SampleIdTrailer(time, cpu, identifier > 0 ? identifier : id, fromEnd);
    }

    /// <summary>The record's time; 0: it has none.</summary>
    public ulong TimeOf(ReadOnlySpan<byte> record, PerfBytes order) =>
        Time > 0 && record.Length >= PerfRecordHeader.Bytes + Bytes ? order.U64(record[^Time..]) : 0;

    public int CpuOf(ReadOnlySpan<byte> record, PerfBytes order) =>
        Cpu > 0 && record.Length >= PerfRecordHeader.Bytes + Bytes ? (int)order.U32(record[^Cpu..]) : KvmEvent.Unknown;
}
