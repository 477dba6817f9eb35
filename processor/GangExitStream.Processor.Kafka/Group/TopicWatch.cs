using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>
/// Detects topics that change while the processor runs. The number of partitions decides which one a VM's records go to, and an offset is
/// valid in one topic only, whose id differs from that of another topic of the same name. Says when a partition has no leader: clients wait for one silently.
/// </summary>
internal sealed class TopicWatch : IDisposable
{
    private const int MissingTries = 2; // a starting broker may not know the topic yet
    private const int LeaderlessTries = 2; // an election takes less
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(3);
    private static readonly DescribeTopicsOptions Request = new() { RequestTimeout = MetadataTimeout };
    private static readonly TimeSpan DescriptionTimeout = 2 * MetadataTimeout;

    private static readonly string[] Internal = ["__consumer_offsets", "__transaction_state"];

    private readonly IReadOnlyDictionary<string, int> _partitions;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TopicLookup _lookup;
    private readonly Func<TopicCollection, Task<DescribeTopicsResult>> _describe;
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _missing = new(StringComparer.Ordinal);
    private int _leaderless; // consecutive looks that found a partition without a leader

    /// <param name="clients">Creates the clients.</param>
    /// <param name="partitions">Number of partitions at the start, by topic.</param>
    /// <param name="logger">Takes what is said of partitions without a leader.</param>
    /// <param name="time">The clock.</param>
    /// <param name="describe">The request for the topics' descriptions; null: Confluent.Kafka's.</param>
    public TopicWatch(IKafkaClients clients, IReadOnlyDictionary<string, int> partitions, ILogger logger, TimeProvider time, Func<TopicCollection, Task<DescribeTopicsResult>>? describe = null)
    {
        var client = clients.Offsets();
        (_partitions, _logger, _time, _lookup) = (partitions, logger, time, new TopicLookup(clients.Admin(client), client));
        _describe = describe ?? (topics => _lookup.AskAsync(admin => admin.DescribeTopicsAsync(topics, Request)));
    }

    /// <summary>A topic's id; empty: no broker answered with one.</summary>
    public async Task<string> IdOfAsync(string topic, CancellationToken stop) =>
        (await DescribeAsync(stop)).FirstOrDefault(found => found.Name == topic && !found.Error.IsError)?.TopicId.ToString() ?? "";

    /// <summary>Returns the first change; null: stopped.</summary>
    public async Task<KafkaProblem?> RunAsync(CancellationToken stop)
    {
        _leaderless = 0; // the look for the id was just before
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

    public void Dispose() => _lookup.Dispose();

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
            // The metadata also tells the client which broker takes the request for descriptions: it connects thousands of times a second to one that has died.
            var metadata = await _lookup.FindAsync([.. _partitions.Keys], MetadataTimeout, stop);
            if (IsLeaderless(metadata))
                return []; // see TopicLookup
            var description = _describe(TopicCollection.OfTopicNames(_partitions.Keys));
            await BoundedCall.RunAsync("describing the topics", description.WaitAsync(stop), DescriptionTimeout, _time); // never returns if a leader was lost since
            return (await description).TopicDescriptions;
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

    private bool IsLeaderless(IEnumerable<TopicMetadata> topics)
    {
        var problem = ReplicaHealth.LeaderlessOf(topics);
        if (problem is null && _leaderless >= LeaderlessTries)
            Log.LeadersBack(_logger);
        _leaderless = problem is null ? 0 : _leaderless + 1;
        if (problem is not null && _leaderless == LeaderlessTries)
            Log.Leaderless(_logger, $"GX{(int)problem.Id}", problem.Place, problem.Message, problem.NextStep);
        return problem is not null;
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
