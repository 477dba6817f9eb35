using System.Runtime.CompilerServices;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// One attr's samples where everything that makes an event stands at a fixed place in the record, in this machine's byte order:
/// as all kernels so far write them. Then an event is a handful of loads without a branch between them; whatever is not so,
/// or looks wrong, is left to <see cref="SampleDecoder"/>. Offsets count from the record's first byte.
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
    private readonly nint _vcpu;
    private readonly nint _value;
    private readonly nint _flag;
    private readonly nint _pc;
    private readonly nint _msr;
    private readonly KvmEventKind _kind; // where the flag is 0
    private readonly uint _kindStep; // what any other flag adds to it
    private readonly uint _cededMask;
    private readonly ulong _registerMask;

    private FixedSample(SampleLayout layout, UsualFields fields)
    {
        var sample = PerfRecordHeader.Bytes;
        var raw = sample + layout.FixedBytes + sizeof(uint);
        (_rawSize, _rawBytes) = (raw - sizeof(uint), fields.MinBytes);
        (_time, _cpu, _tid) = (sample + layout.Time, sample + layout.Cpu, sample + layout.Tid + sizeof(uint));
        (_vcpu, _value, _flag) = (raw + fields.Vcpu, raw + fields.Value, raw + fields.Flag);
        _tgid = fields.IsRunCore ? raw + fields.Tgid : sample + layout.Tid;
        (_pc, _msr) = (raw + fields.Pc, raw + fields.Msr);
        (_kind, _kindStep) = fields.IsRunCore ? (KvmEventKind.Enter, 1u) : (KvmEventKind.GuestExit, 0u);
        (_cededMask, _registerMask) = fields.IsRunCore ? (0u, 0ul) : (byte.MaxValue, ulong.MaxValue);
        _recordBytes = raw + Math.Max(fields.MinBytes, Math.Max(fields.Flag + sizeof(uint), Math.Max(fields.Pc, fields.Msr) + sizeof(ulong)));
    }

    /// <summary>Null where a sample of this attr has to be looked through.</summary>
    public static FixedSample? Of(SampleLayout layout, EventDecoder decoder, PerfBytes order) =>
        !order.BigEndian && BitConverter.IsLittleEndian && layout.HasAllAtFixedPlaces && decoder.Usual is { } fields
            ? new FixedSample(layout, fields)
            : null;

    /// <summary>Fills the whole event. False, and nothing done, where the sample is not as it should be.</summary>
    /// <param name="record">A record's first byte; <paramref name="size"/> bytes of it are there.</param>
    /// <param name="size">The record's size.</param>
    /// <param name="e">The event.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDecode(ref readonly byte record, int size, ref KvmEvent e)
    {
        if (size < _recordBytes)
            return false;
        var raw = Read<uint>(in record, _rawSize);
        if (raw < (uint)_rawBytes || raw > size - _rawSize - sizeof(uint))
            return false;
        var flag = Read<uint>(in record, _flag); // of one byte or of four: the mask and the step sort it out
        e.TimeNs = (long)Math.Min(Read<ulong>(in record, _time), long.MaxValue);
        e.Pc = Read<ulong>(in record, _pc) & _registerMask;
        e.Msr = Read<ulong>(in record, _msr) & _registerMask;
        e.Cpu = Read<int>(in record, _cpu);
        e.Tgid = Read<int>(in record, _tgid);
        e.Tid = Read<int>(in record, _tid);
        e.Vcpu = Read<int>(in record, _vcpu);
        e.Value = Read<int>(in record, _value);
        e.Kind = _kind + (byte)Math.Min(flag, _kindStep);
        e.Ceded = (byte)(flag & _cededMask);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ref readonly byte record, nint offset)
        where T : unmanaged =>
        Unsafe.ReadUnaligned<T>(in Unsafe.Add(ref Unsafe.AsRef(in record), offset));
}
