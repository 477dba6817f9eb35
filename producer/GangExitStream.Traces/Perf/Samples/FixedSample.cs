using System.Runtime.CompilerServices;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Traces.Perf.Samples;

/// <summary>
/// Decodes the samples of one attr whose fields are all at fixed offsets in the record, in this machine's byte order, as all kernels so far write
/// them. An event then needs a dozen loads without branches. All other samples, and invalid ones, go to <see cref="SampleDecoder"/>. Offsets count
/// from the record's first byte.
/// </summary>
internal sealed class FixedSample
{
    private readonly int _recordBytes;
    private readonly nint _rawSize;
    private readonly int _rawBytes;
    private readonly nint _time;
    private readonly nint _cpu;
    private readonly nint _tid;
    private readonly nint _tgid;
    private readonly nint _recorders; // the sample's process or thread id, in the recorder's PID namespace
    private readonly nint _hosts; // the same id in the event
    private readonly nint _vcpu;
    private readonly nint _value;
    private readonly nint _flag;
    private readonly nint _pc;
    private readonly nint _msr;
    private readonly KvmEventKind _kind; // the kind when the masked flag is 0
    private readonly uint _kindMask; // when the masked flag is not 0, the kind is _kind + 1: Exit instead of Enter
    private readonly uint _cededMask;
    private readonly ulong _registerMask;

    private FixedSample(SampleLayout layout, UsualFields fields)
    {
        var sample = PerfRecordHeader.Bytes;
        var raw = sample + layout.FixedBytes + sizeof(uint);
        (_rawSize, _rawBytes) = (raw - sizeof(uint), fields.MinBytes);
        (_time, _cpu, _tid) = (sample + layout.Time, sample + layout.Cpu, raw + EventDecoder.CommonPid);
        (_vcpu, _value, _flag) = (raw + fields.Vcpu, raw + fields.Value, raw + fields.Flag);
        _tgid = fields.IsRunCore ? raw + fields.Tgid : sample + layout.Tid;
        (_recorders, _hosts) = fields.IsRunCore ? (sample + layout.Tid, _tgid) : (sample + layout.Tid + sizeof(uint), _tid);
        (_pc, _msr) = (raw + fields.Pc, raw + fields.Msr);
        (_kind, _kindMask) = fields.IsRunCore ? (KvmEventKind.Enter, uint.MaxValue) : (KvmEventKind.GuestExit, 0u);
        (_cededMask, _registerMask) = fields.IsRunCore ? (0u, 0ul) : (byte.MaxValue, ulong.MaxValue);
        GuestExits = fields.IsRunCore ? 0 : 1;
        _recordBytes = raw + Math.Max(fields.MinBytes, Math.Max(fields.Flag + sizeof(uint), Math.Max(fields.Pc, fields.Msr) + sizeof(ulong)));
    }

    /// <summary>1 when these samples are guest exits, otherwise 0; summed up by the caller.</summary>
    public int GuestExits { get; }

    /// <summary>Null: samples of this attr have to be decoded field by field.</summary>
    public static FixedSample? Of(SampleLayout layout, EventDecoder decoder, PerfBytes order) =>
        !order.BigEndian && BitConverter.IsLittleEndian && layout.HasAllAtFixedPlaces && decoder.Usual is { } fields
            ? new FixedSample(layout, fields)
            : null;

    /// <summary>Whether the sample is long enough for <see cref="Decode"/>, which has no bounds checks.</summary>
    /// <param name="record">The record's first byte; at least <paramref name="size"/> bytes must be readable.</param>
    /// <param name="size">The record's size.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Fits(ref readonly byte record, int size)
    {
        if (size < _recordBytes)
            return false;
        var raw = Read<uint>(in record, _rawSize);
        return raw >= (uint)_rawBytes && raw <= size - _rawSize - sizeof(uint);
    }

    /// <summary>
    /// Sets all fields of the event but its registers. The record's unsigned time is copied as is; a caller must handle negative ones. Returns 0 if the sample has the
    /// same process or thread id as the event.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref readonly byte record, ref PendingEvent e)
    {
        var flag = Read<uint>(in record, _flag); // a flag of one byte or of four; the masks remove the other bytes
        e.TimeNs = Read<long>(in record, _time);
        e.Cpu = Read<int>(in record, _cpu);
        e.Tgid = Read<int>(in record, _tgid);
        e.Tid = Read<int>(in record, _tid);
        e.Vcpu = Read<int>(in record, _vcpu);
        e.Value = Read<int>(in record, _value);
        e.Kind = _kind + (byte)((flag & _kindMask) != 0 ? 1 : 0);
        e.Ceded = (byte)(flag & _cededMask);
        return Read<int>(in record, _recorders) ^ Read<int>(in record, _hosts);
    }

    /// <summary>Reads the registers of a guest exit; 0 for the others.</summary>
    public Registers ReadRegisters(ref readonly byte record) => new()
    {
        Pc = Read<ulong>(in record, _pc) & _registerMask,
        Msr = Read<ulong>(in record, _msr) & _registerMask,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ref readonly byte record, nint offset)
        where T : unmanaged =>
        Unsafe.ReadUnaligned<T>(in Unsafe.Add(ref Unsafe.AsRef(in record), offset));
}
