using System.Numerics;
using System.Runtime.CompilerServices;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Traces.Perf.Samples;

/// <summary>
/// The offsets of the fields in one attr's samples. A sample has, in this order: IDENTIFIER, IP, TID, TIME, ADDR, ID,
/// STREAM_ID, CPU, PERIOD (8 bytes each), then READ, CALLCHAIN and RAW of variable length, then fields that are not used.
/// Offsets count from the end of the record header; -1: the field is absent.
/// </summary>
internal sealed class SampleLayout
{
    private const ulong CallchainMax = ushort.MaxValue / 8;

    private readonly ReadFormat _readFormat;
    private readonly bool _hasRead;
    private readonly bool _hasCallchain;
    private readonly bool _hasRaw;
    private readonly int _fixedBytes;

    public SampleLayout(PerfAttr attr)
    {
        var next = 0;
        int Place(SampleType field) => attr.SampleType.HasFlag(field) ? (next += 8) - 8 : -1;

        var identifier = Place(SampleType.Identifier);
        Place(SampleType.Ip);
        Tid = Place(SampleType.Tid);
        Time = Place(SampleType.Time);
        Place(SampleType.Addr);
        var id = Place(SampleType.Id);
        Place(SampleType.StreamId);
        Cpu = Place(SampleType.Cpu);
        Place(SampleType.Period);
        Id = identifier >= 0 ? identifier : id;
        _fixedBytes = next;
        _hasRead = attr.SampleType.HasFlag(SampleType.Read);
        _hasCallchain = attr.SampleType.HasFlag(SampleType.Callchain);
        _hasRaw = attr.SampleType.HasFlag(SampleType.Raw);
        _readFormat = attr.ReadFormat;
        Trailer = SampleIdTrailer.Of(attr);
    }

    public int Id { get; }

    public int Tid { get; }

    public int Time { get; }

    public int Cpu { get; }

    /// <summary>Bytes of the fields of fixed size, which come first.</summary>
    public int FixedBytes => _fixedBytes;

    /// <summary>Samples have time, CPU and thread, and RAW directly follows the fields of fixed size.</summary>
    public bool HasAllAtFixedPlaces => Tid >= 0 && Time >= 0 && Cpu >= 0 && _hasRaw && !_hasRead && !_hasCallchain;

    /// <summary>The trailer of this attr's records other than samples.</summary>
    public SampleIdTrailer Trailer { get; }

    /// <summary>Finds the tracepoint's raw bytes. False: the sample has none, or is shorter than its size fields say.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRaw(ReadOnlySpan<byte> sample, PerfBytes order, out ReadOnlySpan<byte> raw)
    {
        raw = default;
        var at = _hasRead || _hasCallchain ? SkipVariable(sample, order) : _fixedBytes;
        if (!_hasRaw || (uint)at + 4 > (uint)sample.Length)
            return false;
        var size = order.U32(sample[at..]);
        if (size > (uint)(sample.Length - at - 4))
            return false;
        raw = sample.Slice(at + 4, (int)size);
        return true;
    }

    /// <summary>Offset after READ and CALLCHAIN; it is beyond the sample's end if they do not fit.</summary>
    private int SkipVariable(ReadOnlySpan<byte> sample, PerfBytes order)
    {
        var at = _fixedBytes;
        if (_hasRead)
            at += ReadBytes(sample, at, order);
        if (_hasCallchain)
            at += 8 + 8 * Count(sample, at, order);
        return at;
    }

    private int ReadBytes(ReadOnlySpan<byte> sample, int at, PerfBytes order)
    {
        var perValue = 8 * (1 + BitOperations.PopCount((ulong)(_readFormat & (ReadFormat.Id | ReadFormat.Lost))));
        var times = 8 * BitOperations.PopCount((ulong)(_readFormat & (ReadFormat.TotalTimeEnabled | ReadFormat.TotalTimeRunning)));
        return _readFormat.HasFlag(ReadFormat.Group) ? 8 + times + perValue * Count(sample, at, order) : times + perValue;
    }

    /// <summary>Reads a u64 count, capped at the number of values that fit into a 64 KiB record.</summary>
    private static int Count(ReadOnlySpan<byte> sample, int at, PerfBytes order) =>
        at + 8 <= sample.Length ? (int)Math.Min(order.U64(sample[at..]), CallchainMax) : (int)CallchainMax;
}
