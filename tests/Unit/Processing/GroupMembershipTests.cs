using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Offset commits that a broker would accept but that must not be sent.</summary>
public sealed class GroupMembershipTests
{
    private static readonly IConsumerGroupMetadata Metadata = new Fake();

    [Fact]
    public void A_members_metadata_is_that_of_the_group() => Assert.Same(Metadata, Membership("member-1").Current());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_member_commits_nothing_since_brokers_would_not_fence_it(string? member) =>
        Assert.Throws<PartitionsLostException>(() => Membership(member).Current());

    [Fact]
    public void A_member_that_lost_its_partitions_commits_nothing_after_it_has_joined_again()
    {
        var membership = Membership("member-2");
        membership.MarkLost();
        Assert.Throws<PartitionsLostException>(membership.Current);
    }

    [Fact]
    public void A_loss_while_the_metadata_was_read_counts()
    {
        GroupMembership? membership = null;
        membership = new GroupMembership(() => Metadata, () =>
        {
            membership!.MarkLost(); // and joined again: there is a member id
            return "member-3";
        });
        Assert.Throws<PartitionsLostException>(membership.Current);
    }

    private static GroupMembership Membership(string? member) => new(static () => Metadata, () => member);

    private sealed class Fake : IConsumerGroupMetadata;
}
