using GangExitStream.Detection;
using GangExitStream.Producer;
using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Publishing;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class VmBatcherTests
{
    private static readonly SourceIdentity Source = new("host", "source", 7);

    [Fact]
    public void A_batch_is_cut_at_512_events_and_says_where_it_begins()
    {
        var batches = Run(new BatchLimits(), [.. Enumerable.Range(0, 1200).Select(i => Event(5, i))]);
        Assert.Equal([(0, 512), (512, 512), (1024, 176)], batches.Select(b => ((int)b.Header.FirstSequence, b.Events.Length)));
        Assert.All(batches, b => Assert.Equal(("host", "source", 5, 7L), (b.Header.Host, b.Header.Source, b.Header.Tgid, b.Header.WallClockOffsetNs)));
        Assert.Equal([false, false, true], batches.Select(b => b.Header.EndOfSource));
    }

    [Fact]
    public void Batches_have_the_wall_clock_as_it_was_set_last()
    {
        var batcher = new VmBatcher(Source, new BatchLimits { MaxEvents = 1 });
        var offsets = new List<long?>();
        foreach (var offset in new long?[] { null, 8, 9 })
        {
            batcher.WallClockOffsetNs = offset ?? batcher.WallClockOffsetNs;
            batcher.Add([Event(5, 1)], 0);
            Assert.True(batcher.TryTake(out var batch));
            offsets.Add(batch.Header.WallClockOffsetNs);
        }
        Assert.Equal([7, 8, 9], offsets);
    }

    [Fact]
    public void A_full_last_batch_is_followed_by_an_empty_one_with_the_end_mark()
    {
        var batches = Run(new BatchLimits { MaxEvents = 2 }, [Event(5, 1), Event(5, 2)]);
        Assert.Equal([(0L, 2, false), (2L, 0, true)], batches.Select(b => (b.Header.FirstSequence, b.Events.Length, b.Header.EndOfSource)));
        Assert.Equal(2, batches[1].Header.BaseTimeNs);
    }

    [Fact]
    public void A_batch_never_exceeds_its_bytes_whatever_its_events_and_names_are()
    {
        var longName = new SourceIdentity(new string('ö', 255), new string('s', 255), long.MaxValue);
        using var encoder = new RecordEncoder(EventFraming.SingleObject, registers: true);
        foreach (var maxBytes in (int[])[2000, 8 << 10, 64 << 10])
        {
            var batcher = new VmBatcher(longName, new BatchLimits { MaxBytes = maxBytes, MaxEvents = 2000 }, _ => new string('ü', 5000));
            batcher.Add(Enumerable.Range(0, 3000).Select(i => Largest(i)).ToArray(), 0);
            for (var batches = 0; batcher.TryTake(out var batch); batches++)
                Assert.InRange(encoder.Encode(in batch).Length, 1, maxBytes);
        }
    }

    [Fact]
    public void A_VM_is_asked_for_its_name_once_and_each_of_its_batches_has_it()
    {
        var asked = new List<int>();
        var batcher = new VmBatcher(Source, new BatchLimits { MaxEvents = 1 }, tgid =>
        {
            asked.Add(tgid);
            return tgid == 5 ? " vm\tfive " : null;
        });
        batcher.Add([Event(5, 1), Event(6, 2), Event(5, 3), Event(6, 4)], 0);
        batcher.Finish();
        var names = new List<(int, string?)>();
        while (batcher.TryTake(out var batch))
            names.Add((batch.Header.Tgid, batch.Header.Vm));
        Assert.Equal([5, 6], asked);
        Assert.Equal(6, names.Count);
        Assert.All(names, vm => Assert.Equal(vm.Item1 == 5 ? "vm\ufffdfive" : null, vm.Item2));
    }

    [Fact]
    public void A_loss_goes_to_every_vm_seen_so_far_and_to_none_that_comes_later()
    {
        var loss = KvmEvent.Lost(3, 1, 9);
        var joined = BatchModel.Join(Run(new BatchLimits(), [KvmEvent.Lost(0, 1, 4), Event(5, 1), Event(6, 2), loss, Event(7, 4)]));
        Assert.Equal([Event(5, 1), loss], joined[5]);
        Assert.Equal([Event(6, 2), loss], joined[6]);
        Assert.Equal([Event(7, 4)], joined[7]);
    }

    [Fact]
    public void Events_whose_vm_is_unknown_are_counted_and_in_no_batch()
    {
        var batcher = new VmBatcher(Source, new BatchLimits());
        Assert.Equal(3, batcher.Add([Event(KvmEvent.Unknown, 1), Event(5, 2), Event(KvmEvent.Unknown, 3)], 0));
        batcher.Finish();
        Assert.Equal((2, 1, 1), (batcher.Unattributed, batcher.Vms, batcher.ClosedCount));
    }

    [Fact]
    public void Lingering_batches_close_oldest_first_and_younger_ones_stay_open()
    {
        var batcher = new VmBatcher(Source, new BatchLimits());
        batcher.Add([Event(5, 1)], 100);
        batcher.Add([Event(6, 2)], 200);
        batcher.Add([Event(5, 3)], 300); // the age is the first event's
        Assert.Equal(100, batcher.OldestOpenedAt);
        batcher.CloseOpenedBy(199);
        Assert.Equal((1, 200L), (batcher.ClosedCount, batcher.OldestOpenedAt));
        Assert.True(batcher.TryTake(out var batch));
        Assert.Equal((5, 2, false), (batch.Header.Tgid, batch.Events.Length, batch.Header.EndOfSource));
    }

    [Fact]
    public void With_more_vms_than_batches_held_the_oldest_is_closed_and_nothing_is_lost()
    {
        var events = Enumerable.Range(0, 5000).Select(i => Event(i * 7919 % 1000, i)).ToArray();
        var batcher = new VmBatcher(Source, new BatchLimits { MaxBatchesHeld = 10 });
        var batches = new List<SeenBatch>();
        for (var rest = events.AsSpan(); !rest.IsEmpty;)
        {
            rest = rest[batcher.Add(rest, 0)..];
            Assert.InRange(batcher.ClosedCount, 0, 10);
            batcher.TakeAll(batches);
        }
        batcher.Finish();
        batcher.TakeAll(batches);
        BatchModel.AssertSame(BatchModel.ItemsOf(events), BatchModel.Join(batches));
    }

    [Fact]
    public void Dropped_batches_leave_no_gap_but_a_loss_at_the_head_of_the_next()
    {
        var batcher = new VmBatcher(Source, new BatchLimits { MaxEvents = 3, MayDrop = true });
        batcher.Add([Event(5, 1), Event(5, 2), Event(5, 3), KvmEvent.Lost(4, 0, 10), Event(5, 5), Event(5, 6)], 0);
        var batches = new List<SeenBatch>();
        Assert.True(batcher.TryTake(out var first));
        batches.Add(new SeenBatch(first.Header, first.Events.ToArray()));
        batcher.DropOldest();
        batcher.TakeAll(batches);
        Assert.Equal([Event(5, 1), Event(5, 2), KvmEvent.Lost(5, KvmEvent.Unknown, 11), Event(5, 5), Event(5, 6)], BatchModel.Join(batches)[5]);
        Assert.Equal(3, batches[1].Events.Length);
    }

    [Fact]
    public void A_dropped_last_batch_still_ends_its_source_and_tells_of_the_drop()
    {
        var batcher = new VmBatcher(Source, new BatchLimits { MayDrop = true });
        batcher.Add([Event(5, 1), Event(5, 2)], 0);
        batcher.Finish();
        batcher.DropOldest();
        Assert.True(batcher.TryTake(out var batch));
        Assert.True(batch.Header.EndOfSource);
        Assert.Equal([KvmEvent.Lost(2, KvmEvent.Unknown, 2)], batch.Events.ToArray());
        Assert.Equal(2, batcher.Dropped);
    }

    [Fact]
    public void Events_of_more_vms_than_a_source_may_have_are_counted()
    {
        var batcher = new VmBatcher(Source, new BatchLimits { MaxBatchesHeld = 4 });
        for (var tgid = 0; tgid < VmBatcher.MaxVms + 3;)
        {
            tgid += batcher.Add([Event(tgid, 0)], 0);
            while (batcher.TryTake(out _))
            {
            }
        }
        Assert.Equal((VmBatcher.MaxVms, 3), (batcher.Vms, batcher.Refused));
    }

    [Fact]
    public void Batching_and_encoding_allocate_nothing_per_event()
    {
        var events = Enumerable.Range(0, 4096).Select(i => Event(i / 10 % 3, i)).ToArray();
        var batcher = new VmBatcher(Source, new BatchLimits());
        using var encoder = new RecordEncoder(EventFraming.SingleObject, registers: false);
        for (var i = 0; i < 20; i++)
            Round(batcher, encoder, events); // until all arrays are made
        Assert.Equal(0, Allocations.Of(() => Round(batcher, encoder, events)));
    }

    private static void Round(VmBatcher batcher, RecordEncoder encoder, KvmEvent[] events)
    {
        batcher.Add(events, 0);
        while (batcher.TryTake(out var batch))
            encoder.Encode(in batch);
    }

    private static List<SeenBatch> Run(BatchLimits limits, KvmEvent[] events)
    {
        var batcher = new VmBatcher(Source, limits);
        Assert.Equal(events.Length, batcher.Add(events, 0));
        batcher.Finish();
        var batches = new List<SeenBatch>();
        batcher.TakeAll(batches);
        return batches;
    }

    private static KvmEvent Event(int tgid, long timeNs) => KvmEvent.Enter(timeNs, 0, tgid, tgid + 1, 0, 4);

    private static KvmEvent Largest(int i) =>
        KvmEvent.GuestExit(i % 2 == 0 ? long.MinValue : long.MaxValue, int.MinValue, 5, int.MinValue, int.MinValue, int.MinValue, 255, ulong.MaxValue / 2, 1UL << 63);
}
