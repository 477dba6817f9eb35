using GangExitStream.Detection;
using GangExitStream.Processor.Kafka.Changelog;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Which epochs of a changelog are replayed.</summary>
public sealed class ChangelogReplayTests
{
    [Theory]
    [InlineData(20, "a1 b1 a2 c1", 20, null)] // both committed
    [InlineData(10, "a1 b1", 10, 20)] // the last one's offset was aborted
    [InlineData(5, "a1 b1 a2 c1", 20, null)] // somebody has set the group back: what comes again is known
    [InlineData(30, "a1 b1 a2 c1", 20, null)] // cut off: whoever restores refuses it
    [InlineData(null, "a1 b1 a2 c1", 20, null)]
    public void An_epoch_counts_unless_its_offset_was_aborted(int? committed, string applied, int standsAt, int? leftOut)
    {
        var seen = new List<string>();
        var replay = new ChangelogReplay<string>(committed, seen.Add);
        replay.Add("a1");
        replay.Add("b1");
        replay.EndEpoch(new PartitionMark(2, 10));
        replay.Add("a2");
        replay.Add("c1");
        replay.EndEpoch(new PartitionMark(3, 20));
        var (said, left) = replay.Complete();
        Assert.Equal((applied, standsAt, leftOut), (string.Join(' ', seen), said?.NextOffset, left));
    }

    [Fact]
    public void Epochs_up_to_the_groups_offset_are_replayed_and_later_ones_are_not()
    {
        var seen = new List<string>();
        var replay = new ChangelogReplay<string>(10, seen.Add);
        replay.EndEpoch(new PartitionMark(1, 10));
        replay.Add("idle");
        replay.EndEpoch(new PartitionMark(1, 10));
        replay.Add("a2");
        replay.EndEpoch(new PartitionMark(1, 20));
        replay.Add("a3");
        replay.EndEpoch(new PartitionMark(1, 30));
        Assert.Equal((new PartitionMark(1, 30), null), replay.Complete());
        Assert.Equal(["idle", "a2", "a3"], seen);
    }

    [Fact]
    public void Without_a_partitions_record_all_of_it_counts_and_says_nothing()
    {
        var seen = new List<string>();
        var replay = new ChangelogReplay<string>(10, seen.Add);
        replay.Add("a1");
        Assert.Equal((null, null), replay.Complete());
        Assert.Equal(["a1"], seen);
    }
}
