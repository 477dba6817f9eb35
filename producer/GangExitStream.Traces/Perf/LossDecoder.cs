using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// What the recorder says it lost. LOST {id, lost} comes with the time and CPU at which the ring buffer had room again, and so
/// is an event in the stream. LOST_SAMPLES {lost} with a time (lost in the PMU) is, too; without one it is a total that perf
/// writes when it closes, which counts the LOST ones again: only what exceeds them is news.
/// </summary>
internal sealed class LossDecoder(PerfSession session)
{
    private long _placed;
    private long _closingTotal;
    private long _lastTime;

    public void Lost(ReadOnlySpan<byte> record, EventBlock block)
    {
        if (record.Length >= PerfRecordHeader.Bytes + 16)
            Place(record, session.Order.U64(record[(PerfRecordHeader.Bytes + 8)..]), block);
    }

    public void LostSamples(ReadOnlySpan<byte> record, EventBlock block)
    {
        if (record.Length < PerfRecordHeader.Bytes + 8)
            return;
        var lost = session.Order.U64(record[PerfRecordHeader.Bytes..]);
        if (session.TrailerOf(record).TimeOf(record, session.Order) == 0)
            _closingTotal += Positive(lost);
        else
            Place(record, lost, block);
    }

    /// <summary>The largest time of a block that is passed on: a closing loss stands behind it.</summary>
    public void Passed(EventBlock block) => _lastTime = Math.Max(_lastTime, block.LargestTime);

    /// <summary>At the recording's end: what was lost after the last LOST, on a CPU that nobody knows.</summary>
    public void Close(EventBlock block)
    {
        if (_closingTotal > _placed)
            Append(KvmEvent.Lost(_lastTime, KvmEvent.Unknown, _closingTotal - _placed), block);
        _placed = Math.Max(_placed, _closingTotal);
    }

    private void Place(ReadOnlySpan<byte> record, ulong lost, EventBlock block)
    {
        var trailer = session.TrailerOf(record);
        var time = (long)Math.Min(trailer.TimeOf(record, session.Order), long.MaxValue);
        _placed += Positive(lost);
        Append(KvmEvent.Lost(time, trailer.CpuOf(record, session.Order), Positive(lost)), block);
    }

    private static void Append(KvmEvent lost, EventBlock block)
    {
        block.Next() = lost;
        block.Added(lost);
    }

    /// <summary>No recorder lost 2^40 samples: a larger count is forged, and must not overflow the sums.</summary>
    private static long Positive(ulong lost) => (long)Math.Min(lost, 1ul << 40);
}
