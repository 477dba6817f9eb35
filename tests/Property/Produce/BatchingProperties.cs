using CsCheck;
using GangExitStream.Producer;
using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Publishing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Property.Produce;

public sealed class BatchingProperties
{
    private static readonly SourceIdentity Source = new("h", "s");

    private static readonly Gen<KvmEvent> GenEvent = Gen.Select(Gen.Int[-1, 6], Gen.Int[0, 9], Gen.Int[1, 1000]).Select((tgid, kind, value) => kind switch
    {
        0 => KvmEvent.Lost(value, value % 4, value),
        < 5 => KvmEvent.Enter(value, value % 4, tgid, tgid + 1, 0, value),
        < 7 => KvmEvent.Exit(value, value % 4, tgid, tgid + 1, 0, value),
        _ => KvmEvent.GuestExit(value, value % 4, tgid, tgid + 1, value % 8, 0x500, (byte)(value % 2)),
    });

    private static readonly Gen<BatchLimits> GenLimits = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 6]).Select((events, held) => new BatchLimits { MaxEvents = events, MaxBatchesHeld = held });

    // A step: so many events, then perhaps a linger, then perhaps batches are taken before they have to be.
    private static readonly Gen<(int Events, bool Linger, bool Take)[]> GenSteps = Gen.Select(Gen.Int[1, 30], Gen.Bool, Gen.Bool).Array[1, 20];

    [Fact]
    public void However_batches_are_cut_each_vm_gets_its_items_in_order_without_a_gap() =>
        Gen.Select(GenEvent.Array[0, 300], GenLimits, GenSteps).Sample((events, limits, steps) =>
        {
            var batches = Cut(events, limits, steps);
            BatchModel.AssertSame(BatchModel.ItemsOf(events), BatchModel.Join(batches));
            Assert.All(batches, batch => Assert.InRange(batch.Events.Length, 0, limits.MaxEvents));
        });

    [Fact]
    public void Every_vm_is_ended_once() =>
        Gen.Select(GenEvent.Array[0, 300], GenLimits, GenSteps).Sample((events, limits, steps) =>
        {
            var ends = Cut(events, limits, steps).Where(batch => batch.Header.EndOfSource).Select(batch => batch.Header.Tgid);
            Assert.Equal(BatchModel.ItemsOf(events).Keys.Order(), ends.Order());
        });

    [Fact]
    public void What_is_encoded_is_what_a_reader_decodes() =>
        Gen.Select(GenEvent.Array[1, 300], GenLimits, GenSteps).Sample((events, limits, steps) =>
        {
            using var encoder = new RecordEncoder(EventFraming.SingleObject, registers: false);
            var (reader, buffer) = (new EventBatchReader(), new KvmEventBuffer());
            foreach (var seen in Cut(events, limits, steps))
            {
                var (header, batch) = seen;
                Assert.False(reader.Read(encoder.Encode(new VmBatch(header, batch, seen.GuestNs)), buffer, out var decoded).Failed);
                Assert.Equal(header, decoded);
                Assert.Equal(GuestNs(batch), buffer.GuestNs.IsEmpty ? [.. batch.Select(_ => -1L)] : buffer.GuestNs.ToArray());
                Assert.Equal(batch, buffer.Events);
            }
        });

    [Fact]
    public void Drops_leave_no_gap_and_are_counted_in_the_stream() =>
        Gen.Select(GenEvent.Array[0, 300], GenLimits, Gen.Bool.Array[1, 20]).Sample((events, limits, drops) =>
        {
            var batcher = new VmBatcher(Source, limits with { MaxEvents = limits.MaxEvents + 1, MayDrop = true });
            var batches = new List<SeenBatch>();
            var round = 0;
            for (var rest = events.AsSpan(); !rest.IsEmpty;)
            {
                rest = rest[batcher.Add(rest, GuestNs(rest), 0)..];
                if (drops[round++ % drops.Length])
                    batcher.DropOldest();
                else
                    batcher.TakeAll(batches);
            }
            batcher.Finish();
            batcher.TakeAll(batches);
            Assert.All(batches, batch => Assert.Equal(GuestNs(batch.Events) is var ns && ns.Any(one => one >= 0) ? ns : [], batch.GuestNs));
            var (all, kept) = (Weight(BatchModel.ItemsOf(events)), Weight(BatchModel.Join(batches)));
            Assert.Equal(all, kept); // a dropped event and a Lost that tells of one weigh the same
        });

    [Fact]
    public void However_batches_are_cut_each_event_keeps_its_time_in_the_guest() =>
        Gen.Select(GenEvent.Array[0, 300], GenLimits, GenSteps).Sample((events, limits, steps) =>
            Assert.All(Cut(events, limits, steps), batch => Assert.Equal(GuestNs(batch.Events) is var all && all.Any(ns => ns >= 0) ? all : [], batch.GuestNs)));

    // Depends on the event only; a third of the guest exits has none.
    private static long[] GuestNs(ReadOnlySpan<KvmEvent> events) =>
        [.. events.ToArray().Select(e => e.Kind == KvmEventKind.GuestExit && e.TimeNs % 3 != 0 ? 7 * e.TimeNs : KvmEvent.Unknown)];

    private static long Weight(Dictionary<int, List<KvmEvent>> items) =>
        items.Values.SelectMany(list => list).Sum(e => e.Kind == KvmEventKind.Lost ? e.LostCount : 1);

    private static List<SeenBatch> Cut(KvmEvent[] events, BatchLimits limits, (int Events, bool Linger, bool Take)[] steps)
    {
        var batcher = new VmBatcher(Source, limits);
        var batches = new List<SeenBatch>();
        var now = 0;
        for (var rest = events.AsSpan(); !rest.IsEmpty; now++)
        {
            var (count, linger, take) = steps[now % steps.Length];
            var added = batcher.Add(rest[..Math.Min(count, rest.Length)], GuestNs(rest[..Math.Min(count, rest.Length)]), now);
            if (linger)
                batcher.CloseOpenedBy(now - 2);
            if (take || added < Math.Min(count, rest.Length))
                batcher.TakeAll(batches);
            rest = rest[added..];
        }
        batcher.Finish();
        batcher.TakeAll(batches);
        return batches;
    }
}
