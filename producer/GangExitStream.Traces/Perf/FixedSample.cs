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
    private readonly uint _kindMask; // of the flag: where any of it is left, the kind is the next one
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
        (_kind, _kindMask) = fields.IsRunCore ? (KvmEventKind.Enter, uint.MaxValue) : (KvmEventKind.GuestExit, 0u);
        (_cededMask, _registerMask) = fields.IsRunCore ? (0u, 0ul) : (byte.MaxValue, ulong.MaxValue);
        GuestExits = fields.IsRunCore ? 0 : 1;
        _recordBytes = raw + Math.Max(fields.MinBytes, Math.Max(fields.Flag + sizeof(uint), Math.Max(fields.Pc, fields.Msr) + sizeof(ulong)));
    }

    /// <summary>What each of these samples adds to the count of guest exits.</summary>
    public int GuestExits { get; }

    /// <summary>Null where a sample of this attr has to be looked through.</summary>
    public static FixedSample? Of(SampleLayout layout, EventDecoder decoder, PerfBytes order) =>
        !order.BigEndian && BitConverter.IsLittleEndian && layout.HasAllAtFixedPlaces && decoder.Usual is { } fields
            ? new FixedSample(layout, fields)
            : null;

    /// <summary>Whether the sample is as it should be, so that its event may be decoded.</summary>
    /// <param name="record">A record's first byte; <paramref name="size"/> bytes of it are there.</param>
    /// <param name="size">The record's size.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Fits(ref readonly byte record, int size)
    {
        if (size < _recordBytes)
            return false;
        var raw = Read<uint>(in record, _rawSize);
        return raw >= (uint)_rawBytes && raw <= size - _rawSize - sizeof(uint);
    }

    /// <summary>Fills the whole event; the time as it stands there, though it is unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decode(ref readonly byte record, ref KvmEvent e)
    {
        var flag = Read<uint>(in record, _flag); // of one byte or of four: the masks sort it out
        e.TimeNs = Read<long>(in record, _time);
        e.Pc = Read<ulong>(in record, _pc) & _registerMask;
        e.Msr = Read<ulong>(in record, _msr) & _registerMask;
        e.Cpu = Read<int>(in record, _cpu);
        e.Tgid = Read<int>(in record, _tgid);
        e.Tid = Read<int>(in record, _tid);
        e.Vcpu = Read<int>(in record, _vcpu);
        e.Value = Read<int>(in record, _value);
        e.Kind = _kind + (byte)((flag & _kindMask) != 0 ? 1 : 0);
        e.Ceded = (byte)(flag & _cededMask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ref readonly byte record, nint offset)
        where T : unmanaged =>
        Unsafe.ReadUnaligned<T>(in Unsafe.Add(ref Unsafe.AsRef(in record), offset));
}
