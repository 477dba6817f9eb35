using CsCheck;
using GangExitStream.Detection;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Tests.Property.Perf;

public sealed class RoundMergerProperties
{
    /// <summary>A recorder's rounds: each CPU's times ascend over all rounds, each round holds what a CPU had ready.</summary>
    private static readonly Gen<(int Cpu, long[] Times)[][]> Rounds =
        Gen.Select(Gen.Int[0, 4], Gen.Long[0, 30].Array[0, 12]).Array[0, 5].Array[0, 12];

    [Fact]
    public void Merging_equals_a_stable_sort_by_time() => Rounds.Sample(rounds =>
    {
        var inFileOrder = InFileOrder(rounds, roundSpan: 31);
        var merged = Merge(inFileOrder, new RoundMerger(), drainEvery: true, out var late);
        Assert.Equal(inFileOrder.SelectMany(round => round).OrderBy(e => e.TimeNs), merged);
        Assert.Equal(0, late);
    });

    [Fact]
    public void Nothing_is_lost_and_all_is_sorted_but_for_what_is_counted_even_when_too_much_is_pending() => Rounds.Sample(rounds =>
    {
        var inFileOrder = InFileOrder(rounds, roundSpan: 0); // time stands still: rounds never let anything out in time
        var merged = Merge(inFileOrder, new RoundMerger(maxBlocks: 4), drainEvery: false, out var late);
        Assert.Equal(inFileOrder.SelectMany(round => round).OrderBy(e => e.Vcpu), merged.OrderBy(e => e.Vcpu));
        var backwards = merged.Zip(merged.Skip(1)).Count(pair => pair.First.TimeNs > pair.Second.TimeNs);
        Assert.True(late > 0 || backwards == 0, $"{backwards} steps backwards, none counted");
    });

    /// <summary>Many CPUs with many events: those are sorted by radix, in several batches.</summary>
    [Fact]
    public void Many_events_of_many_CPUs_equal_a_stable_sort_by_time() => Gen.Select(Gen.Int[3, 40], Gen.Int[0, 20], Gen.Long[0, 1L << 40].Array[1, 60]).Sample((cpus, spanBits, steps) =>
    {
        var rounds = Enumerable.Range(0, 3).Select(round => Enumerable.Range(0, cpus)
            .Select(cpu => (cpu, steps.SelectMany(step => Enumerable.Range(0, 20).Select(i => (step + i * (long)cpu) % (1L << spanBits))).ToArray()))
            .ToArray()).ToArray();
        var inFileOrder = InFileOrder(rounds, roundSpan: 1L << spanBits);
        var merged = Merge(inFileOrder, new RoundMerger(maxBlocks: 1 << 20), drainEvery: true, out var late);
        Assert.Equal(inFileOrder.SelectMany(round => round).OrderBy(e => e.TimeNs), merged);
        Assert.Equal(0, late);
    }, iter: 30);

    /// <summary>Events that come while others wait in order may have to go before them.</summary>
    [Fact]
    public void Appending_between_two_drains_equals_a_stable_sort_of_what_is_pending() => Gen.Select(Rounds, Gen.Int[1, 9].Array[1, 40]).Sample((rounds, portions) =>
    {
        var merger = new RoundMerger();
        var pending = new List<KvmEvent>();
        var next = 0;
        foreach (var block in InFileOrder(rounds, roundSpan: 0).SelectMany(round => round.Chunk(16)))
        {
            merger.Append(Block(block));
            pending.AddRange(block);
            merger.AllowUpTo(long.MaxValue);
            var piece = new KvmEvent[portions[next++ % portions.Length]];
            var count = merger.Drain(piece);
            var expected = pending.OrderBy(e => e.TimeNs).Take(piece.Length).ToList();
            Assert.Equal(expected, piece[..count]);
            foreach (var e in expected)
                pending.Remove(e);
        }
        var rest = new KvmEvent[pending.Count + 1];
        var written = 0;
        for (int count; (count = merger.Drain(rest.AsSpan(written))) > 0;)
            written += count;
        Assert.Equal(pending.OrderBy(e => e.TimeNs), rest[..written]);
    });

    [Fact]
    public void Every_block_comes_back_once_and_not_before_its_last_event_is_out() => Rounds.Sample(rounds =>
    {
        var back = new List<EventBlock>();
        var blocks = InFileOrder(rounds, roundSpan: 31).Select(round => Block(round)).ToList();
        var merger = new RoundMerger(back.Add);
        var piece = new KvmEvent[7];
        var merged = new List<KvmEvent>();
        foreach (var block in blocks)
        {
            merger.Append(block);
            merger.EndRound();
            for (int count; (count = merger.Drain(piece)) > 0;)
                merged.AddRange(piece.AsSpan(0, count));
            Assert.All(back, done => Assert.Subset(merged.ToHashSet(), done.Whole.ToArray().ToHashSet()));
        }
        merger.EndAll();
        while (merger.Drain(piece) > 0)
        {
            // To the end.
        }
        Assert.Equal(blocks.Count, back.Distinct().Count());
        Assert.Equal(blocks.Count, back.Count);
    });

    [Fact]
    public void An_event_later_than_its_round_is_passed_on_and_counted()
    {
        var merger = new RoundMerger();
        KvmEvent[][] rounds = [[At(10)], [At(20)], [At(5)]];
        Assert.Equal([10L, 5, 20], Merge(rounds, merger, drainEvery: true, out var late).Select(e => e.TimeNs));
        Assert.Equal(1, late);
    }

    private static KvmEvent At(long time) => KvmEvent.Enter(time, 0, 1, 1, 0, 1);

    /// <summary>A round's times lie in that round's span; vcpu numbers the events in file order.</summary>
    private static KvmEvent[][] InFileOrder((int Cpu, long[] Times)[][] rounds, long roundSpan)
    {
        var number = 0;
        return [.. rounds.Select((round, index) => round
            .SelectMany(run => run.Times.Order().Select(time => KvmEvent.Enter(time + index * roundSpan, run.Cpu, 1, 1, number++, 1)))
            .ToArray())];
    }

    private static List<KvmEvent> Merge(KvmEvent[][] rounds, RoundMerger merger, bool drainEvery, out long late)
    {
        var merged = new List<KvmEvent>();
        var piece = new KvmEvent[7];
        void Drain()
        {
            for (int count; (count = merger.Drain(piece)) > 0;)
                merged.AddRange(piece.AsSpan(0, count));
        }
        foreach (var round in rounds)
        {
            foreach (var part in round.Chunk(16))
            {
                while (!merger.TryMakeRoom())
                    Drain();
                merger.Append(Block(part));
            }
            merger.EndRound();
            if (drainEvery)
                Drain();
        }
        merger.EndAll();
        Drain();
        late = merger.OutOfOrder;
        return merged;
    }

    private static EventBlock Block(ReadOnlySpan<KvmEvent> events)
    {
        var block = new EventBlock();
        foreach (ref readonly var e in events)
            block.Commit(e);
        return block;
    }
}
