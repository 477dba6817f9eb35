using System.Runtime.CompilerServices;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Traces.Perf.Samples;

/// <summary>Decodes samples of any layout field by field into the block.</summary>
internal sealed class SampleDecoder(PerfSession session)
{
    private readonly PerfBytes _order = session.Order;
    private KvmEvent _event; // the last one

    public void Decode(ReadOnlySpan<byte> record, long offset, EventBlock block)
    {
        var sample = record[PerfRecordHeader.Bytes..];
        if (session.Find(sample) is not { } perfEvent)
            block.Damage.Add(new TraceDamage(TraceDamageId.UnknownEventId, offset, "a sample's event has no attr; the sample is skipped"));
        else if (perfEvent.Decoder is null)
            NoteTime(sample, perfEvent.Layout, block);
        else if (!TryDecode(sample, perfEvent, perfEvent.Decoder, block))
            block.Damage.Add(new TraceDamage(TraceDamageId.ShortSample, offset, "a sample is shorter than its attr and its event's format say; it is skipped"));
    }

    /// <summary>Notes the time of another event's sample, which matters for the end of a round.</summary>
    private void NoteTime(ReadOnlySpan<byte> sample, SampleLayout layout, EventBlock block)
    {
        if (layout.Time >= 0 && sample.Length >= layout.FixedBytes)
            block.NoteTime(Nanoseconds(new CheckedBytes(sample, layout.FixedBytes, _order).U64(layout.Time)));
    }

    /// <summary>False: the sample is too short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryDecode(ReadOnlySpan<byte> sample, PerfEvent perfEvent, EventDecoder decoder, EventBlock block)
    {
        var layout = perfEvent.Layout;
        if (!layout.TryRaw(sample, _order, out var raw) || raw.Length < decoder.MinBytes)
            return false;
        var header = new CheckedBytes(sample, layout.FixedBytes, _order);
        var body = new CheckedBytes(raw, decoder.MinBytes, _order);
        ref var e = ref _event;
        e.TimeNs = layout.Time >= 0 ? Nanoseconds(header.U64(layout.Time)) : 0;
        e.Cpu = layout.Cpu >= 0 ? (int)header.U32(layout.Cpu) : KvmEvent.Unknown;
        FillThread(ref e, header, layout, body);
        var pid = e.Tgid;
        decoder.Decode(body, ref e);
        NotePids(e, pid, header, layout);
        if (perfEvent.Copies is { } copies && !copies.Accept(perfEvent, e))
            block.NoteTime(e.TimeNs);
        else
            block.Commit(e);
        return true;
    }

    /// <summary>
    /// TID is u32 pid (the process), u32 tid, both in the recorder's PID namespace. common_pid of every event is the thread's id on the host.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillThread(ref KvmEvent e, CheckedBytes header, SampleLayout layout, CheckedBytes body)
    {
        e.Tgid = layout.Tid >= 0 ? (int)header.U32(layout.Tid) : KvmEvent.Unknown;
        e.Tid = (int)body.U32(EventDecoder.CommonPid);
    }

    private void NotePids(in KvmEvent e, int pid, CheckedBytes header, SampleLayout layout)
    {
        if (layout.Tid >= 0 && (pid != e.Tgid || (int)header.U32(layout.Tid + sizeof(uint)) != e.Tid))
            session.HasOtherPids = true;
    }

    /// <summary>Time is unsigned. A value that a signed long can't hold (292 years) becomes the largest long, so that it still sorts last.</summary>
    private static long Nanoseconds(ulong time) => (long)Math.Min(time, long.MaxValue);
}
