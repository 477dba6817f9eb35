using CsCheck;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Tests.Property.Perf;

/// <summary>However little may be pending, and whether rounds end or not: the order is that of a stable sort, by way of the disk.</summary>
public sealed class SpillingMergerProperties
{
    private static readonly Gen<(long[] Times, bool EndsRound)[]> Blocks =
        Gen.Select(Gen.Long[0, 60].Array[0, 40], Gen.Bool).Array[0, 30];

    [Fact]
    public void Without_rounds_everything_is_sorted_by_way_of_the_disk() => Blocks.Sample(blocks =>
    {
        var (merged, merger) = Merge(blocks.Select(block => (block.Times, EndsRound: false)), mayWait: true);
        Assert.Equal(InFileOrder(blocks).OrderBy(e => e.TimeNs), merged);
        Assert.Equal(0, merger.OutOfOrder);
    });

    [Fact]
    public void With_rounds_that_hold_what_they_promise_too() => Blocks.Sample(blocks =>
    {
        // The times of a block are those of its round: two rounds on, all before it may go. A round that is empty ends all the same.
        var round = 0;
        var rounds = blocks.Select(block => (block.Times.Select(time => time + 61 * round).ToArray(), EndsRound: block.EndsRound && round++ >= 0)).ToArray();
        var (merged, merger) = Merge(rounds, mayWait: true);
        Assert.Equal(InFileOrder(rounds).OrderBy(e => e.TimeNs), merged);
        Assert.Equal(0, merger.OutOfOrder);
    });

    [Fact]
    public void What_may_not_wait_or_finds_no_disk_is_let_out_and_counted() => Gen.Select(Blocks, Gen.Bool).Sample((blocks, mayWait) =>
    {
        var (merged, merger) = Merge(blocks, mayWait, folder: "/no/such/folder");
        Assert.Equal(InFileOrder(blocks).OrderBy(e => e.Vcpu), merged.OrderBy(e => e.Vcpu));
        var backwards = merged.Zip(merged.Skip(1)).Count(pair => pair.First.TimeNs > pair.Second.TimeNs);
        Assert.True(merger.OutOfOrder > 0 || backwards == 0, $"{backwards} steps backwards, none counted");
        Assert.True(mayWait || merger.DiskFailure is null);
    });

    /// <summary>Vcpu numbers the events in file order.</summary>
    private static IEnumerable<KvmEvent> InFileOrder(IEnumerable<(long[] Times, bool EndsRound)> blocks) =>
        blocks.SelectMany(block => block.Times).Select((time, number) => KvmEvent.Enter(time, 0, 1, 1, number, 1));

    private static (List<KvmEvent> Events, SpillingMerger Merger) Merge(IEnumerable<(long[] Times, bool EndsRound)> blocks, bool mayWait, string? folder = null)
    {
        using var merger = new SpillingMerger(maxBlocks: 3, folder: folder);
        var merged = new List<KvmEvent>();
        var piece = new KvmEvent[7];
        void Drain()
        {
            for (int count; (count = merger.Drain(piece)) > 0;)
                merged.AddRange(piece.AsSpan(0, count));
        }
        var number = 0;
        foreach (var (times, endsRound) in blocks)
        {
            while (!merger.TryMakeRoom(mayWait))
                Drain();
            var block = new EventBlock();
            foreach (var time in times)
                block.Commit(KvmEvent.Enter(time, 0, 1, 1, number++, 1));
            merger.Append(block);
            if (endsRound)
                merger.EndRound();
            Drain();
        }
        merger.EndAll();
        Drain();
        return (merged, merger);
    }
}
