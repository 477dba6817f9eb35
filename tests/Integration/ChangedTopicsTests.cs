using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Topics that change under a processor that runs: it says so by a number and ends, rather than go on with what isn't there any more.</summary>
public sealed class ChangedTopicsTests(BrokerFixture broker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_partitions_end_the_processor(bool stateToo)
    {
        var kafka = await broker.NewTopicsAsync();
        using var admin = Admin(kafka);
        using var tool = ToolProcess.Start(GangExit.Line(kafka, "process", "-X", "topic.metadata.refresh.interval.ms=1000"));
        await tool.UntilItSaysAsync("restored partition=", Cancel);
        string[] raised = stateToo ? [kafka.Topics.Events, kafka.Topics.State("gangexit")] : [kafka.Topics.Events];
        await admin.CreatePartitionsAsync(raised.Select(topic => new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }));
        var run = await tool.EndAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Failed, run.Error);
        Assert.Contains($"refused id=GX5022 place={kafka.TopicPrefix}", run.Error, StringComparison.Ordinal);
        Assert.Contains("it has 3 partitions now, and had 2 at the start", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_is_made_again_ends_the_processor_and_the_next_one_reads_it_from_its_beginning()
    {
        var kafka = await broker.NewTopicsAsync();
        Assert.Equal(ExitCode.Done, (await ProduceAsync(kafka)).ExitCode);
        await GangExit.DoneAsync(kafka, "process", "--exit-at-end"); // of all partitions: a first commit may be of one only
        using var admin = Admin(kafka);
        using (var tool = ToolProcess.Start(GangExit.Line(kafka, "process")))
        {
            await tool.UntilItSaysAsync("restored partition=0", Cancel);
            await tool.UntilItSaysAsync("restored partition=1", Cancel);
            await admin.DeleteTopicsAsync([kafka.Topics.Events]);
            await Poll.UntilAsync(async () => (await GangExit.RunAsync(kafka, "topics", "create", "--partitions", "2")).ExitCode == ExitCode.Done, "made again", Cancel);
            var run = await tool.EndAsync(Cancel);
            Assert.True(run.ExitCode == ExitCode.Failed, run.Error);
            Assert.Contains($"refused id=GX5023 place={kafka.Topics.Events}", run.Error, StringComparison.Ordinal);
        }
        Assert.Equal(ExitCode.Done, (await ProduceAsync(kafka)).ExitCode);
        var next = await GangExit.DoneAsync(kafka, "process", "--exit-at-end");
        Assert.Contains("replaced id=GX5023 ", next.Error, StringComparison.Ordinal);
        var events = Field(next.Error, "events");
        Assert.True(events > 0 && events == Field(next.Error, "duplicates"), next.Error); // all of it is read, and known by its sequence numbers
    }

    [Fact]
    public async Task A_topic_that_stays_away_ends_the_processor()
    {
        var kafka = await broker.NewTopicsAsync();
        using var admin = Admin(kafka);
        using var tool = ToolProcess.Start(GangExit.Line(kafka, "process"));
        await tool.UntilItSaysAsync("restored partition=", Cancel);
        await admin.DeleteTopicsAsync([kafka.Topics.Events]);
        var run = await tool.EndAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Failed, run.Error);
        Assert.Contains($"refused id=GX5021 place={kafka.Topics.Events}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_were_deleted_before_they_were_read_are_named_and_counted()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1");
        await ProduceAsync(kafka);
        await GangExit.DoneAsync(kafka, "process", "--exit-at-end");
        using var admin = Admin(kafka);
        var end = await EndAsync(admin, kafka);
        await GangExit.RunAsync(kafka, "produce", RepoFiles.Trace("lost.perf.data"));
        var until = (end + await EndAsync(admin, kafka)) / 2;
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(kafka.Topics.Events, 0, until)]);
        var run = await GangExit.DoneAsync(kafka, "process", "--exit-at-end");
        Assert.Contains($"expired id=GX5045 partition=0 committed_offset={end} first_offset={until} ", run.Error, StringComparison.Ordinal);
        Assert.True(Field(run.Error, "gaps") > 0, run.Error);
    }

    private static IAdminClient Admin(KafkaOptions kafka) => new AdminClientBuilder(kafka.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();

    private static Task<ToolRun> ProduceAsync(KafkaOptions kafka) => GangExit.RunAsync(kafka, "produce", RepoFiles.Trace("small.perf.data"));

    private static async Task<long> EndAsync(IAdminClient admin, KafkaOptions kafka)
    {
        var ends = await admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(kafka.Topics.Events, 0), OffsetSpec = OffsetSpec.Latest() }]);
        return ends.ResultInfos[0].TopicPartitionOffsetError.Offset.Value;
    }

    private static long Field(string log, string name)
    {
        var at = log.LastIndexOf($" {name}=", StringComparison.Ordinal) + name.Length + 2;
        return long.Parse(new string([.. log[at..].TakeWhile(char.IsAsciiDigit)]), CultureInfo.InvariantCulture);
    }
}
