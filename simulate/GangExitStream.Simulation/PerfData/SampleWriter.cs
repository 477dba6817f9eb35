using System.Buffers.Binary;

namespace GangExitStream.Simulation.PerfData;

/// <summary>Writes events as perf records: PERF_RECORD_SAMPLE with IDENTIFIER, IP, TID, TIME, CPU, PERIOD and RAW, and PERF_RECORD_LOST.</summary>
internal static class SampleWriter
{
    /// <summary>The sample_type of these samples.</summary>
    public const ulong SampleType = 0x1_0587;

    /// <summary>Most bytes of a record.</summary>
    public const int MaxBytes = 128;

    /// <summary>The sample id of guest exits; that of run_cores is the next number.</summary>
    public const ulong FirstId = 6;

    private const ulong Ip = 0xc008000012345678;
    private const int RawAt = 60; // after the header (8), six fields of 8 bytes, and the size of the raw data (4)

    /// <summary>Writes a record; returns its length.</summary>
    public static int Write(in KvmEvent e, Span<byte> record) => e.Kind switch
    {
        KvmEventKind.GuestExit => GuestExit(e, record),
        KvmEventKind.Lost => Lost(e, record),
        _ => RunCore(e, record),
    };

    private static int GuestExit(in KvmEvent e, Span<byte> record)
    {
        var raw = record[RawAt..];
        raw[..40].Clear();
        Common(raw, TracepointFormats.GuestExitId, e.Tid);
        BinaryPrimitives.WriteInt32LittleEndian(raw[8..], e.Vcpu);
        BinaryPrimitives.WriteInt32LittleEndian(raw[12..], e.Trap);
        BinaryPrimitives.WriteUInt64LittleEndian(raw[16..], e.Pc);
        BinaryPrimitives.WriteUInt64LittleEndian(raw[24..], e.Msr);
        raw[32] = e.Ceded;
        return Sample(e, FirstId, rawBytes: 36, record);
    }

    private static int RunCore(in KvmEvent e, Span<byte> record)
    {
        var raw = record[RawAt..];
        raw[..32].Clear();
        Common(raw, TracepointFormats.RunCoreId, e.Tid);
        BinaryPrimitives.WriteInt32LittleEndian(raw[8..], e.NRunnable);
        BinaryPrimitives.WriteInt32LittleEndian(raw[12..], e.Vcpu);
        BinaryPrimitives.WriteInt32LittleEndian(raw[16..], e.Kind == KvmEventKind.Exit ? 1 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(raw[20..], e.Tgid);
        return Sample(e, FirstId + 1, rawBytes: 28, record);
    }

    private static void Common(Span<byte> raw, ushort type, int pid)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(raw, type);
        BinaryPrimitives.WriteInt32LittleEndian(raw[4..], pid);
    }

    private static int Sample(in KvmEvent e, ulong id, int rawBytes, Span<byte> record)
    {
        var length = RawAt + rawBytes; // a multiple of 8, as the kernel pads it
        Header(record, type: 9, length);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], id);
        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], Ip);
        BinaryPrimitives.WriteInt32LittleEndian(record[24..], e.Tgid);
        BinaryPrimitives.WriteInt32LittleEndian(record[28..], e.Tid);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], e.TimeNs);
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], e.Cpu);
        BinaryPrimitives.WriteInt64LittleEndian(record[48..], 1); // period
        BinaryPrimitives.WriteInt32LittleEndian(record[56..], rawBytes);
        return length;
    }

    // u64 id, u64 lost; then the sample_id_all trailer: TID, TIME, CPU, IDENTIFIER
    private static int Lost(in KvmEvent e, Span<byte> record)
    {
        const int Length = 56;
        Header(record, type: 2, Length);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], FirstId);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], e.LostCount);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], -1);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], e.TimeNs);
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], e.Cpu);
        BinaryPrimitives.WriteUInt64LittleEndian(record[48..], FirstId);
        return Length;
    }

    private static void Header(Span<byte> record, int type, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, type);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], 1); // PERF_RECORD_MISC_KERNEL
        BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)length);
    }
}
