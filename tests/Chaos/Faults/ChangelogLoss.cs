using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Tests.Chaos.Fleet;

namespace GangExitStream.Tests.Chaos.Faults;

/// <summary>
/// Takes the changelog away, in part or wholly, while no instance runs and the input goes on. The next instance either refuses, and
/// then another group rebuilds all from the input, under another output prefix; or it has all it needs. Never is anything wrong.
/// </summary>
internal sealed class ChangelogLoss(KafkaOptions kafka, Toolbox tools, Publishers publishers, Random random)
{
    private const string Rebuilt = "rebuilt";
    private const int Refused = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _topic = kafka.Topics.State(TopicNames.DefaultGroup);

    private Toolbox? _rebuilt;

    /// <summary>Where the outputs are that have to be right.</summary>
    public Toolbox Outputs => _rebuilt ?? tools;

    public async Task<string> InjectAsync()
    {
        var lost = await LoseAsync();
        await publishers.PublishOneAsync(random);
        await using var process = tools.Start("process-without-changelog", ["process", "--exit-at-end"]);
        var exit = await process.WaitAsync(Patience);
        if (exit == 0)
            return $"changelog: {lost}; what was left is enough";
        if (exit != Refused || !process.ErrorText().Contains("GX5041", StringComparison.Ordinal))
            throw new ChaosException($"changelog: {lost}; {process.Name} ended with {exit?.ToString(CultureInfo.InvariantCulture) ?? "nothing in a minute"}: {process.ErrorText()}");
        await RebuildAsync(Partitions());
        return $"changelog: {lost}; refused, and rebuilt by another group";
    }

    private async Task<string> LoseAsync()
    {
        using var admin = Admin();
        var partitions = Partitions();
        if (random.Next(2) == 0)
            return await WipeAsync(admin, partitions);
        var partition = new TopicPartition(_topic, random.Next(partitions));
        var end = (await admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }])).ResultInfos[0].TopicPartitionOffsetError.Offset.Value;
        var upTo = Math.Max(1, (long)(end * random.NextDouble()));
        await SetPolicyAsync(admin, "compact,delete"); // else the broker refuses to delete records
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(partition, upTo)]);
        await SetPolicyAsync(admin, "compact");
        return $"records 0-{upTo - 1} of {end} of partition {partition.Partition.Value} deleted";
    }

    private async Task SetPolicyAsync(IAdminClient admin, string policy) => await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
    {
        [new ConfigResource { Type = ResourceType.Topic, Name = _topic }] =
            [new ConfigEntry { Name = "cleanup.policy", Value = policy, IncrementalOperation = AlterConfigOpType.Set }],
    });

    private async Task<string> WipeAsync(IAdminClient admin, int partitions)
    {
        await admin.DeleteTopicsAsync([_topic]);
        for (var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds; Exists(admin); await Task.Delay(100))
        {
            if (Environment.TickCount64 > deadline)
                throw new ChaosException($"{_topic} isn't gone a minute after it was deleted");
        }
        await tools.RunAsync("topics-again", ["topics", "create", "--partitions", $"{partitions}"]);
        return "wiped";
    }

    private int Partitions()
    {
        using var admin = Admin();
        return admin.GetMetadata(kafka.Topics.Events, Patience).Topics[0].Partitions.Count;
    }

    private IAdminClient Admin() => new AdminClientBuilder(kafka.ToClientConfig("chaos")).LogTo(KafkaLogging.None).Build();

    private bool Exists(IAdminClient admin) => admin.GetMetadata(Patience).Topics.Exists(topic => topic.Topic == _topic);

    private async Task RebuildAsync(int partitions)
    {
        _rebuilt = tools with { Prefix = Rebuilt + "-" };
        await tools.RunAsync("topics-rebuilt", ["topics", "create", "--topic-prefix", Outputs.Prefix, "--group", Rebuilt, "--partitions", $"{partitions}"]);
        await tools.RunAsync("process-rebuilt", ["process", "--group", Rebuilt, "--output-prefix", Outputs.Prefix, "--exit-at-end"]);
    }
}
