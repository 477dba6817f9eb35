using System.Runtime.CompilerServices;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>The hot path: a sample's bytes in, an event in the block out.</summary>
internal sealed class SampleDecoder(PerfSession session)
{
    private readonly PerfBytes _order = session.Order;

    public void Decode(ReadOnlySpan<byte> record, long offset, EventBlock block)
    {
        var sample = record[PerfRecordHeader.Bytes..];
        if (session.Find(sample) is not { } perfEvent)
            block.Damage.Add(new TraceDamage(TraceDamageId.UnknownEventId, offset, "a sample of an event that the header doesn't describe; skipped"));
        else if (perfEvent.Decoder is null)
            Pass(sample, perfEvent.Layout, block);
        else if (!TryDecode(sample, perfEvent.Layout, perfEvent.Decoder, block))
            block.Damage.Add(new TraceDamage(TraceDamageId.ShortSample, offset, "a sample is shorter than its attr and its event's format say; skipped"));
    }

    /// <summary>Another event's sample counts for the rounds only.</summary>
    private void Pass(ReadOnlySpan<byte> sample, SampleLayout layout, EventBlock block)
    {
        if (layout.Time >= 0 && sample.Length >= layout.FixedBytes)
            block.Saw(Nanoseconds(new CheckedBytes(sample, layout.FixedBytes, _order).U64(layout.Time)));
    }

    /// <summary>False where the sample is too short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryDecode(ReadOnlySpan<byte> sample, SampleLayout layout, EventDecoder decoder, EventBlock block)
    {
        if (!layout.TryRaw(sample, _order, out var raw) || raw.Length < decoder.MinBytes)
            return false;
        var header = new CheckedBytes(sample, layout.FixedBytes, _order);
        var body = new CheckedBytes(raw, decoder.MinBytes, _order);
        ref var e = ref block.Next();
        e.TimeNs = layout.Time >= 0 ? Nanoseconds(header.U64(layout.Time)) : 0;
        e.Cpu = layout.Cpu >= 0 ? (int)header.U32(layout.Cpu) : KvmEvent.Unknown;
        FillThread(ref e, header, layout, body);
        decoder.Decode(body, ref e);
        block.Added(e);
        return true;
    }

    /// <summary>TID is u32 pid (the process), u32 tid. Without it only common_pid, at offset 4 of any event, tells the thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillThread(ref KvmEvent e, CheckedBytes header, SampleLayout layout, CheckedBytes body)
    {
        var hasTid = layout.Tid >= 0;
        e.Tgid = hasTid ? (int)header.U32(layout.Tid) : KvmEvent.Unknown;
        e.Tid = hasTid ? (int)header.U32(layout.Tid + 4) : (int)body.U32(4);
    }

    /// <summary>Time is unsigned; what a signed long can't hold (292 years) is cut, so that it still sorts last.</summary>
    private static long Nanoseconds(ulong time) => (long)Math.Min(time, long.MaxValue);
}
