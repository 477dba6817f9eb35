using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Detects topics that change while the processor runs. The number of partitions decides which one a VM's records go to, and an offset is
/// valid in one topic only, whose id differs from that of another topic of the same name.
/// </summary>
internal sealed class TopicWatch : IDisposable
{
    private const int MissingTries = 2; // a starting broker may not know the topic yet
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly DescribeTopicsOptions Request = new() { RequestTimeout = TimeSpan.FromSeconds(10) };

    private static readonly string[] Internal = ["__consumer_offsets", "__transaction_state"];

    private readonly IReadOnlyDictionary<string, int> _partitions;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[], byte[]> _client;
    private readonly IAdminClient _admin;
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _missing = new(StringComparer.Ordinal);

    /// <param name="clients">Creates the clients.</param>
    /// <param name="partitions">Number of partitions at the start, by topic.</param>
    /// <param name="time">The clock.</param>
    public TopicWatch(IKafkaClients clients, IReadOnlyDictionary<string, int> partitions, TimeProvider time)
    {
        (_partitions, _time, _client) = (partitions, time, clients.Offsets());
        _admin = clients.Admin(_client);
    }

    /// <summary>A topic's id; empty: no broker answered with one.</summary>
    public async Task<string> IdOfAsync(string topic, CancellationToken stop) =>
        (await DescribeAsync(stop)).FirstOrDefault(found => found.Name == topic && !found.Error.IsError)?.TopicId.ToString() ?? "";

    /// <summary>Returns the first change; null: stopped.</summary>
    public async Task<KafkaProblem?> RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if ((await DescribeAsync(stop)).Select(Compare).FirstOrDefault(static found => found is not null) is { } problem)
                return problem;
            await Task.Delay(Interval, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return null;
    }

    /// <summary>What partitions lack that the processor needs, of the topics and the brokers' own ones; null: nothing, or it isn't known.</summary>
    public Task<KafkaProblem?> LackAsync(KafkaOptions kafka) => ReplicaHealth.FindAsync(kafka, [.. _partitions.Keys, .. Internal]);

    public void Dispose()
    {
        _admin.Dispose();
        _client.Dispose();
    }

    /// <summary>The problem of a topic whose number of partitions has changed.</summary>
    public static KafkaProblem Resized(string topic, int before, int now) => new(
        KafkaProblemId.TopicSetting,
        topic,
        string.Create(CultureInfo.InvariantCulture, $"it has {now} partitions now, and had {before} at the start"),
        "Give the state topic as many partitions as the events topic (gangexit topics describe shows them), then start all instances of the group again");

    private async Task<IReadOnlyList<TopicDescription>> DescribeAsync(CancellationToken stop)
    {
        try
        {
            return (await _admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(_partitions.Keys), Request).WaitAsync(stop)).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions; // some topics are missing
        }
        catch (Exception e) when (e is KafkaException or OperationCanceledException or NotImplementedException)
        {
            return []; // no broker answers, which the attempts report; stopped; or a client of the host that Confluent.Kafka can't use for this request
        }
    }

    private KafkaProblem? Compare(TopicDescription topic)
    {
        if (topic.Error.Code == ErrorCode.UnknownTopicOrPart)
            return IsGone(topic.Name) ? new KafkaProblem(KafkaProblemId.TopicMissing, topic.Name, "it was deleted while the processor was running", "gangexit topics create, then start all instances of the group again") : null;
        if (topic.Error.IsError)
            return null;
        _missing.Remove(topic.Name);
        var id = topic.TopicId.ToString();
        if (_ids.TryGetValue(topic.Name, out var before) && before != id)
            return new KafkaProblem(KafkaProblemId.TopicReplaced, topic.Name, "it was deleted and created again while the processor was running: offsets are those of other records now", "Start all instances of the group again; docs/runbook.md, \"Topics that were deleted\"");
        _ids[topic.Name] = id;
        return topic.Partitions.Count == _partitions[topic.Name] ? null : Resized(topic.Name, _partitions[topic.Name], topic.Partitions.Count);
    }

    private bool IsGone(string topic) => (_missing[topic] = _missing.GetValueOrDefault(topic) + 1) >= MissingTries;
}
