using System.Text.Json;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>A transaction that brokers committed in the changelog and aborted with the group's offset (docs/chaos.md).</summary>
public sealed class HalfCommittedTests(BrokerFixture broker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_input_is_processed_again_and_its_outputs_keep_their_identities()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        var group = kafka.TopicPrefix + "half";
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1", "--group", group);
        await PublishAndProcessAsync(kafka, group, "small.perf.data");
        await PublishAndProcessAsync(kafka, group, "power8-2vm-smt2.perf.data");
        var (counts, exits) = (await CountsAsync(kafka), Exits(kafka));

        var ends = PartitionRecords.Read(kafka, group).ConvertAll(static record => record.LastTimeNs); // input offsets
        await SetBackAsync(kafka, group, ends[^2]);
        var run = await GangExit.DoneAsync(kafka, "process", "--exit-at-end", "--group", group);

        Assert.Contains($"half_committed id=GX5043 partition=0 committed_offset={ends[^2]} changelog_offset={ends[^1]}", run.Error, StringComparison.Ordinal);
        Assert.Contains($"batches={ends[^1] - ends[^2]} ", run.Error, StringComparison.Ordinal);
        Assert.Contains("duplicates=0 ", run.Error, StringComparison.Ordinal); // known from the epoch that is in doubt, all would be dropped
        Assert.Equal(counts, await CountsAsync(kafka));
        Assert.Equal(exits.Distinct(StringComparer.Ordinal), Exits(kafka).Distinct(StringComparer.Ordinal));
    }

    private static async Task PublishAndProcessAsync(KafkaOptions kafka, string group, string trace)
    {
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace(trace));
        await GangExit.DoneAsync(kafka, "process", "--exit-at-end", "--group", group);
    }

    private static async Task SetBackAsync(KafkaOptions kafka, string group, long offset)
    {
        using var admin = new AdminClientBuilder(kafka.ToClientConfig("test")).Build();
        var to = new TopicPartitionOffset(kafka.Topics.Events, 0, offset);
        await Poll.UntilAsync(async () => (await admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0].State == ConsumerGroupState.Empty, "the group is empty", Cancel);
        await admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets(group, [to])]);
    }

    /// <summary>Each window's last counts.</summary>
    private static async Task<SortedDictionary<string, string>> CountsAsync(KafkaOptions kafka)
    {
        var last = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var run = await GangExit.DoneAsync(kafka, "watch", "counts", "--format", "json", "--from-beginning", "--exit-at-end");
        foreach (var line in run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var window = json.RootElement;
            last[$"{window.GetProperty("source")}/{window.GetProperty("tgid")}/{window.GetProperty("window_start_ns")}"] = line;
        }
        return last;
    }

    private static List<string> Exits(KafkaOptions kafka) =>
        [.. TopicReader.ReadAll(kafka, kafka.Topics.GangExits).Select(static record => Convert.ToHexString(record.Message.Value))];
}
