using GangExitStream.Subscriber.Reading;

namespace GangExitStream.Tests.Unit.Watch;

public sealed class PartitionEndsTests
{
    [Fact]
    public void Empty_partitions_and_a_start_at_the_end_leave_nothing_to_read()
    {
        Assert.True(new PartitionEnds([0, 0], fromBeginning: true).AllReached);
        Assert.True(new PartitionEnds([5, 7], fromBeginning: false).AllReached);
        Assert.False(new PartitionEnds([0, 1], fromBeginning: true).AllReached);
    }

    [Fact]
    public void All_partitions_must_reach_their_end()
    {
        var ends = new PartitionEnds([2, 3], fromBeginning: true);
        ends.ReadUpTo(0, 1);
        ends.ReadUpTo(0, 2);
        ends.ReadUpTo(0, 9); // again, and beyond
        Assert.False(ends.AllReached);
        ends.ReadUpTo(1, 9);
        Assert.True(ends.AllReached);
    }

    [Fact]
    public void Offsets_before_and_after_the_end_are_distinguished()
    {
        var ends = new PartitionEnds([2], fromBeginning: true);
        Assert.True(ends.IsBefore(0, 1));
        Assert.False(ends.IsBefore(0, 2));
    }
}
