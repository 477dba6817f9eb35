using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Transactions;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Which of the two ways of producing records is used for a topic; tests/Integration compares their results.</summary>
public sealed class OutputTargetTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Librdkafkas_own_call_is_used_where_it_is_asked_for_and_only_there(bool isNative)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = "127.0.0.1:1" }).SetLogHandler(static (_, _) => { }).Build();
        using var target = new OutputTarget(producer, "t", new TopicPartitions(new Dictionary<string, int>(StringComparer.Ordinal) { ["t"] = 1 }), isNative);
        Assert.Equal(isNative, target.Batch(0) is not null);
    }
}
