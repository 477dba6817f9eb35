using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Topics that take smaller batches than Kafka's default (max.message.bytes).</summary>
public sealed class TopicSizeTests(BrokerFixture broker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batches_are_cut_to_what_the_topics_take()
    {
        var kafka = await broker.NewTopicsAsync();
        foreach (var topic in new[] { kafka.Topics.Events, kafka.Topics.GangExits, kafka.Topics.Counts, kafka.Topics.State() })
            await SetAsync(kafka, topic, TopicPlan.MinMessageBytes);
        string[] plain = ["-X", "compression.type=none"];
        await GangExit.DoneAsync(kafka, ["produce", RepoFiles.Trace("power8-smt4.pipe.perf.data"), .. plain]);
        var run = await GangExit.DoneAsync(kafka, ["process", "--exit-at-end", .. plain]);
        Assert.DoesNotContain("attempt_failed", run.Error, StringComparison.Ordinal);
        Assert.Equal(3009, TopicReader.ReadAll(kafka, kafka.Topics.GangExits).Count);
    }

    [Fact]
    public async Task A_dead_letter_is_cut_to_what_its_topic_takes()
    {
        var kafka = await broker.NewTopicsAsync();
        await SetAsync(kafka, kafka.Topics.DeadLetters, TopicPlan.MinMessageBytes);
        var value = new byte[200_000];
        new Random(1).NextBytes(value); // does not compress
        using (var producer = new ProducerBuilder<byte[], byte[]>(kafka.ToProducerConfig("test")).LogTo(KafkaLogging.None).Build())
            await producer.ProduceAsync(kafka.Topics.Events, new Message<byte[], byte[]> { Key = "h/1"u8.ToArray(), Value = value }, Cancel);
        var run = await GangExit.DoneAsync(kafka, "process", "--exit-at-end");
        Assert.DoesNotContain("attempt_failed", run.Error, StringComparison.Ordinal);
        var letter = Assert.Single(TopicReader.ReadAll(kafka, kafka.Topics.DeadLetters));
        Assert.Equal(value[..letter.Message.Value.Length], letter.Message.Value);
        Assert.InRange(letter.Message.Value.Length, 1, TopicPlan.MinMessageBytes);
        Assert.Equal("200000"u8.ToArray(), letter.Message.Headers.GetLastBytes("value-bytes"));
    }

    [Fact]
    public async Task A_topic_that_cannot_take_every_record_is_refused_before_anything_is_written()
    {
        var kafka = await broker.NewTopicsAsync();
        await SetAsync(kafka, kafka.Topics.Events, 1000);
        var said = $"{kafka.Topics.Events}: max.message.bytes is 1000, wanted {TopicPlan.MinMessageBytes} at least";
        foreach (var command in new[] { new[] { "topics", "describe" }, ["produce", RepoFiles.Trace("small.perf.data")] })
        {
            var run = await GangExit.RunAsync(kafka, command);
            Assert.Equal(ExitCode.Failed, run.ExitCode);
            Assert.Contains($"GX5022 {said}", run.Error, StringComparison.Ordinal);
            Assert.Contains("kafka-configs.sh --alter", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_limit_that_is_lowered_while_it_runs_is_named_with_its_topic_and_setting()
    {
        var kafka = await broker.NewTopicsAsync();
        using var tool = ToolProcess.Start(GangExit.Line(kafka, "process"));
        await tool.UntilItSaysAsync("restored partition=", Cancel);
        await SetAsync(kafka, kafka.Topics.State(), 200);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("power8-smt4.pipe.perf.data"));
        var said = await tool.UntilItSaysAsync("attempt_failed", Cancel);
        Assert.Contains("reason=MsgSizeTooLarge id=GX5047 ", said, StringComparison.Ordinal);
        Assert.Contains(kafka.Topics.State(), said, StringComparison.Ordinal);
        Assert.Contains("max.message.bytes", said, StringComparison.Ordinal);
        await SetAsync(kafka, kafka.Topics.State(), TopicPlan.MaxEventBytes);
        await tool.UntilItSaysAsync("first_commit", Cancel); // and then it goes on
        Assert.Equal(ExitCode.Done, (await tool.TerminateAsync(Cancel)).ExitCode);
    }

    private static async Task SetAsync(KafkaOptions kafka, string topic, int bytes)
    {
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] = [new ConfigEntry { Name = "max.message.bytes", Value = $"{bytes}", IncrementalOperation = AlterConfigOpType.Set }],
        });
    }
}
