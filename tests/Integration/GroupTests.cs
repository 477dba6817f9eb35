using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Instances that join and leave, as seen by the group's broker.</summary>
public sealed class GroupTests(BrokerFixture broker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_that_is_stopped_while_it_joins_leaves_the_group()
    {
        var kafka = await broker.NewTopicsAsync();
        var group = kafka.TopicPrefix + "joins";
        await GangExit.RunAsync(kafka, "topics", "create", "--partitions", "2", "--group", group);
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).Build();
        using var first = Start(kafka, group);
        await first.UntilItSaysAsync("restored partition=1", Cancel);
        using var second = Start(kafka, group);
        await Poll.UntilAsync(async () => (await DescribeAsync(admin, group)).Members.Count == 2, "the second one has asked to join", Cancel);
        var run = await second.TerminateAsync(Cancel);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Single((await DescribeAsync(admin, group)).Members); // at once: not only when a session has timed out
        Assert.Equal(ExitCode.Done, (await first.TerminateAsync(Cancel)).ExitCode);
    }

    [Fact]
    public async Task A_session_that_the_broker_does_not_take_is_refused_with_the_settings_to_look_at()
    {
        var kafka = await broker.NewTopicsAsync();
        var run = await GangExit.RunAsync(kafka, "process", "--session-timeout", "2s"); // less than group.min.session.timeout.ms
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        var line = Assert.Single(run.Error.Split('\n'), line => line.Contains("GX5012", StringComparison.Ordinal));
        Assert.All(["--session-timeout", "group.min.session.timeout.ms", "group.max.session.timeout.ms"], name => Assert.Contains(name, line, StringComparison.Ordinal));
        Assert.DoesNotContain("attempt_failed", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Kafka 4's protocol tells nobody that an assignment is empty.</summary>
    [Fact]
    public async Task A_standby_in_the_new_group_protocol_is_ready_and_takes_over()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        var group = kafka.TopicPrefix + "new";
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1", "--group", group);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace("small.perf.data"));
        using var first = StartNew(kafka, group);
        await first.UntilItSaysAsync("first_commit", Cancel);
        var port = FreePorts.Take(1)[0];
        using var standby = StartNew(kafka, group, "--metrics-port", $"{port}");
        using var http = new HttpClient();
        await Poll.UntilAsync(() => IsReadyAsync(http, port), "the standby is ready", Cancel);
        Assert.Equal(ExitCode.Done, (await first.TerminateAsync(Cancel)).ExitCode);
        await standby.UntilItSaysAsync("restored partition=0", Cancel);
        Assert.Equal(ExitCode.Done, (await standby.TerminateAsync(Cancel)).ExitCode);
        await PipelineTests.AssertSameAsReportAsync(kafka, "small.perf.data");
    }

    private static ToolProcess StartNew(KafkaOptions kafka, string group, params string[] more) =>
        ToolProcess.Start([.. GangExit.Line(kafka, "process", "--group", group, "-X", "group.protocol=consumer"), .. more]);

    private static async Task<bool> IsReadyAsync(HttpClient http, int port)
    {
        try
        {
            return (await http.GetAsync(new Uri($"http://localhost:{port}/readyz"), Cancel)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static ToolProcess Start(KafkaOptions kafka, string group) =>
        ToolProcess.Start(GangExit.Line(kafka, "process", "--group", group));

    private static async Task<ConsumerGroupDescription> DescribeAsync(IAdminClient admin, string group) =>
        (await admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0];
}
