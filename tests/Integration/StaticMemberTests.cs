using Confluent.Kafka;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Instances with a group.instance.id, in both group protocols.</summary>
public sealed class StaticMemberTests(BrokerFixture broker)
{
    private const string Group = "gangexit";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public async Task An_instance_that_is_restarted_moves_no_partition(string protocol)
    {
        var kafka = await NewTopicsAsync(partitions: 3);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("small.perf.data"));
        using var first = Start(kafka, protocol, "m1");
        await first.UntilItSaysAsync("restored partition=2", Cancel);
        using var other = Start(kafka, protocol, "m2");
        await other.UntilItSaysAsync("restored partition=", Cancel);
        Assert.Equal(ExitCode.Done, (await first.TerminateAsync(Cancel)).ExitCode);
        using var again = Start(kafka, protocol, "m1");
        await again.UntilItSaysAsync("restored partition=", Cancel);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("power8-2vm-smt2.perf.data"));
        await Poll.UntilAsync(() => Task.FromResult(IsProcessed(kafka, partitions: 3)), "all is processed", Cancel);
        var (run, others) = (await again.TerminateAsync(Cancel), await other.TerminateAsync(Cancel));
        Assert.Equal((ExitCode.Done, ExitCode.Done), (run.ExitCode, others.ExitCode));
        Assert.DoesNotContain(" handed_over ", others.Error + run.Error, StringComparison.Ordinal);
        string[] assigned = [.. Assigned(run), .. Assigned(others)]; // each once
        Assert.Equal(["0", "1", "2"], assigned.Order(StringComparer.Ordinal));
        await PipelineTests.AssertSameAsReportAsync(kafka, "small.perf.data", "power8-2vm-smt2.perf.data");
    }

    /// <summary>Classic: the first one is fenced by the second; consumer: the second one isn't taken in.</summary>
    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public async Task Of_two_instances_with_one_id_one_ends_with_one_error_and_the_other_goes_on(string protocol)
    {
        var kafka = await NewTopicsAsync(partitions: 1);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("small.perf.data"));
        using var first = Start(kafka, protocol, "m1");
        await first.UntilItSaysAsync("first_commit", Cancel);
        using var second = Start(kafka, protocol, "m1");
        var (stays, ends) = protocol == "classic" ? (second, first) : (first, second);
        var run = await ends.EndAsync(Cancel);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("GX5016", StringComparison.Ordinal) && line.Contains("a group.instance.id of its own", StringComparison.Ordinal));
        Assert.DoesNotContain("attempt_failed", run.Error, StringComparison.Ordinal);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("power8-2vm-smt2.perf.data"));
        await Poll.UntilAsync(() => Task.FromResult(IsProcessed(kafka, partitions: 1)), "all is processed", Cancel);
        Assert.Equal(ExitCode.Done, (await stays.TerminateAsync(Cancel)).ExitCode);
        await PipelineTests.AssertSameAsReportAsync(kafka, "small.perf.data", "power8-2vm-smt2.perf.data");
    }

    private static ToolProcess Start(KafkaOptions kafka, string protocol, string id) =>
        ToolProcess.Start(GangExit.Line(kafka, "process", "--group", kafka.TopicPrefix + Group, "-X", $"group.protocol={protocol}", "-X", $"group.instance.id={id}"));

    private static IEnumerable<string> Assigned(ToolRun run) =>
        run.Error.Split('\n').Where(line => line.Contains(" assigned ", StringComparison.Ordinal)).SelectMany(line => line.Trim().Split("partitions=")[1].Split(','));

    private static bool IsProcessed(KafkaOptions kafka, int partitions)
    {
        using var client = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(kafka.ToClientConfig("test")) { GroupId = kafka.TopicPrefix + Group }).Build();
        var all = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(kafka.Topics.Events, partition)).ToList();
        return client.Committed(all, TimeSpan.FromSeconds(10)).TrueForAll(committed =>
            client.QueryWatermarkOffsets(committed.TopicPartition, TimeSpan.FromSeconds(10)).High.Value == Math.Max(0, committed.Offset.Value));
    }

    private async Task<KafkaOptions> NewTopicsAsync(int partitions)
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", $"{partitions}", "--group", kafka.TopicPrefix + Group);
        return kafka;
    }
}
