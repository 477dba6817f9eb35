using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Takeover from an instance that died with an open transaction.</summary>
public sealed class PredecessorTests(BrokerFixture broker)
{
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Its_transaction_is_ended_by_its_successor_long_before_it_times_out()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        var group = kafka.TopicPrefix + "dead";
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1", "--group", group);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("small.perf.data"));
        await GangExit.DoneAsync(kafka, "process", "--exit-at-end", "--group", group);
        var transactionalId = PartitionRecords.Read(kafka, group)[^1].Source;

        using var dead = OpenTransaction(kafka, group, transactionalId);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("power8-2vm-smt2.perf.data"));
        var run = await GangExit.DoneAsync(kafka, "process", "--exit-at-end", "--group", group);

        Assert.Contains($"fenced transactional_id={transactionalId}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("attempt_failed", run.Error, StringComparison.Ordinal);
        Assert.NotEqual(transactionalId, PartitionRecords.Read(kafka, group)[^1].Source);
        Assert.True(Assert.ThrowsAny<KafkaException>(() => dead.CommitTransaction(Request)).Error.IsFatal); // fenced, were it a zombie
    }

    /// <summary>Leaves the group's offset undecided, for ten minutes if nobody ends that.</summary>
    private static IProducer<byte[], byte[]> OpenTransaction(KafkaOptions kafka, string group, string transactionalId)
    {
        var producer = kafka.ToProducerConfig("test");
        (producer.TransactionalId, producer.TransactionTimeoutMs) = (transactionalId, 600_000);
        var consumer = kafka.ToConsumerConfig("test");
        consumer.GroupId = group;
        using var member = new ConsumerBuilder<byte[], byte[]>(consumer).LogTo(KafkaLogging.None).Build();
        var open = new ProducerBuilder<byte[], byte[]>(producer).LogTo(KafkaLogging.None).Build();
        open.InitTransactions(Request);
        open.BeginTransaction();
        open.SendOffsetsToTransaction([new TopicPartitionOffset(kafka.Topics.Events, 0, 1)], member.ConsumerGroupMetadata, Request);
        return open;
    }
}
