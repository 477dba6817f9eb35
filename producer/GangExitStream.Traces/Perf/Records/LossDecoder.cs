using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>
/// Decodes loss records. LOST {id, lost} has the CPU and the time at which the ring buffer had room again, so it becomes an event in the stream.
/// LOST_SAMPLES {lost} with a time (lost in the PMU) does, too. LOST_SAMPLES without a time is a total that perf writes at the end; it includes the
/// LOST records, so only the excess is added. Losses of every attr count: the events of all attrs share the buffers.
/// </summary>
internal sealed class LossDecoder(PerfSession session)
{
    private long _placed;
    private long _closingTotal;
    private long _lastTime;

    public void DecodeLost(ReadOnlySpan<byte> record, EventBlock block)
    {
        if (record.Length >= PerfRecordHeader.Bytes + 16)
            Place(record, session.Order.U64(record[(PerfRecordHeader.Bytes + 8)..]), block);
    }

    public void DecodeLostSamples(ReadOnlySpan<byte> record, EventBlock block)
    {
        if (record.Length < PerfRecordHeader.Bytes + 8)
            return;
        var lost = session.Order.U64(record[PerfRecordHeader.Bytes..]);
        if (session.TrailerOf(record).TimeOf(record, session.Order) == 0)
            _closingTotal += LossCount.Cap(lost);
        else
            Place(record, lost, block);
    }

    /// <summary>Notes the largest time of a finished block: <see cref="Close"/> gives it to the final loss.</summary>
    public void NoteTime(EventBlock block) => _lastTime = Math.Max(_lastTime, block.LargestTime);

    /// <summary>At the recording's end: adds the samples lost after the last LOST record, on an unknown CPU.</summary>
    public void Close(EventBlock block)
    {
        if (_closingTotal > _placed)
            block.Commit(KvmEvent.Lost(_lastTime, KvmEvent.Unknown, _closingTotal - _placed));
        _placed = Math.Max(_placed, _closingTotal);
    }

    private void Place(ReadOnlySpan<byte> record, ulong lost, EventBlock block)
    {
        var trailer = session.TrailerOf(record);
        var time = (long)Math.Min(trailer.TimeOf(record, session.Order), long.MaxValue);
        _placed += LossCount.Cap(lost);
        block.Commit(KvmEvent.Lost(time, trailer.CpuOf(record, session.Order), LossCount.Cap(lost)));
    }
}
