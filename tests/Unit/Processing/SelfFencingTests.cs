using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class SelfFencingTests
{
    private static readonly KafkaException Fenced = new(new Error(ErrorCode.FencedInstanceId, "fenced", isFatal: true));

    private readonly SelfFencing _fencing = new();

    [Fact]
    public void A_member_that_works_is_fenced_by_another_instance() => Assert.False(_fencing.TryJoinAgain(Fenced, hasCommitted: true));

    [Fact]
    public void So_is_one_that_has_not_failed_before() => Assert.False(_fencing.TryJoinAgain(Fenced, hasCommitted: false));

    /// <summary>It joins again once until the next commit.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_is_fenced_after_an_outage_joins_again(bool hasCommitted)
    {
        _fencing.Failed(hasCommitted: true);
        Assert.True(_fencing.TryJoinAgain(Fenced, hasCommitted: false));
        _fencing.Failed(hasCommitted);
        Assert.Equal(hasCommitted, _fencing.TryJoinAgain(Fenced, hasCommitted: false));
    }

    [Fact]
    public void Other_failures_are_none_of_its_business()
    {
        _fencing.Failed(hasCommitted: false);
        Assert.False(_fencing.TryJoinAgain(new KafkaException(ErrorCode.IllegalGeneration), hasCommitted: false));
    }
}
