using System.Collections.Immutable;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GangExitStream.Kafka.Topics;

/// <summary>Creates, describes and checks the pipeline's topics. Every request has a time-out.</summary>
public sealed class TopicAdmin : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly Action<KafkaLogLine> _log;
    private TopicLookup _lookup;
    private readonly TimeSpan _timeout;
    private readonly RefusalWatch _refusal;
    private volatile string? _lastFault;

    /// <summary>Creates the admin client; it connects on the first request.</summary>
    public TopicAdmin(KafkaOptions options, Action<KafkaLogLine> log, TimeSpan? timeout = null)
    {
        _options = options;
        _timeout = timeout ?? BrokerWait.Limit;
        _refusal = new RefusalWatch(options.BootstrapServers);
        _log = log;
        _lookup = Connect();
    }

    /// <summary>Creates the missing topics. Nothing is created when an existing one violates the plan.</summary>
    public Task<TopicsResult> CreateAsync(TopicPlan plan, CancellationToken cancel) => Guard(async () =>
    {
        var before = await Describe(plan.All, cancel).ConfigureAwait(false);
        var missing = plan.All.Where(spec => before.All(topic => topic.Name != spec.Name)).ToImmutableArray();
        if (missing.IsEmpty)
            return new TopicsResult(before, [.. TopicContract.Check(plan.All, before)], []);
        // An existing topic that violates the plan is reported before any other is created.
        if (TopicContract.Check(plan.All, before).Where(p => p.Id != KafkaProblemId.TopicMissing).ToImmutableArray() is { IsEmpty: false } broken)
            return new TopicsResult(before, broken, []);
        var brokers = await Brokers(cancel).ConfigureAwait(false);
        await Create(NewTopics.From(plan, missing, before, brokers), cancel).ConfigureAwait(false);
        var after = await DescribeUntilThere(plan.All, cancel).ConfigureAwait(false);
        return new TopicsResult(after, [.. TopicContract.Check(plan.All, after)], [.. missing.Select(spec => spec.Name)]);
    });

    /// <summary>Describes the existing topics, and checks all wanted ones against the contract.</summary>
    public Task<TopicsResult> CheckAsync(IReadOnlyCollection<TopicSpec> wanted, CancellationToken cancel) => Guard(async () =>
    {
        var found = await Describe(wanted, cancel).ConfigureAwait(false);
        return new TopicsResult(found, [.. TopicContract.Check(wanted, found)], []);
    });

    private TopicLookup Connect() => TopicLookup.Connect(_options, "admin", NoteFault);

    /// <summary>
    /// librdkafka asks the broker that its metadata names as the controller; in KRaft any one. If that one has just died, every request waits for it
    /// until the metadata is refreshed minutes later. A new client has new metadata.
    /// </summary>
    private void Reconnect()
    {
        _lookup.Dispose();
        _lookup = Connect();
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _lookup.Dispose();

    // A request that times out has no reason; the last connection error has it (connection refused, TLS, login).
    private void NoteFault(KafkaLogLine line)
    {
        if (line.Facility.StartsWith("Local_", StringComparison.Ordinal) && line.Facility != nameof(ErrorCode.Local_AllBrokersDown))
            _lastFault = line.Text;
        _refusal.OnLogLine(line);
        _log(line);
    }

    private async Task<TopicsResult> Guard(Func<Task<TopicsResult>> request)
    {
        try
        {
            var answer = request();
            return await Task.WhenAny(answer, _refusal.Refused).ConfigureAwait(false) == answer
                ? await answer.ConfigureAwait(false)
                : TopicsResult.Failed(await _refusal.Refused.ConfigureAwait(false));
        }
        catch (KafkaException e)
        {
            var problem = AdminFaults.ToProblem(e, _options.BootstrapServers, _timeout, _lastFault, _refusal.Suspected);
            if (problem.Id == KafkaProblemId.BrokerUnreachable)
                Reconnect();
            return TopicsResult.Failed(problem);
        }
    }

    private async Task<int> Brokers(CancellationToken cancel)
    {
        var cluster = await _lookup.AskAsync(admin => admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = _timeout })).WaitAsync(cancel).ConfigureAwait(false);
        return cluster.Nodes.Count;
    }

    private async Task Create(List<TopicSpecification> topics, CancellationToken cancel)
    {
        var options = new CreateTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout };
        try
        {
            await _lookup.AskAsync(async admin =>
            {
                await admin.CreateTopicsAsync(topics, options).ConfigureAwait(false);
                return true;
            }).WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Another client created the topics at the same time. The caller checks them against the contract.
        }
    }

    // The controller knows a new topic first; other brokers learn of it shortly after.
    private async Task<ImmutableArray<TopicInfo>> DescribeUntilThere(IReadOnlyCollection<TopicSpec> wanted, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_timeout);
        while (true)
        {
            var found = await Describe(wanted, cancel).ConfigureAwait(false);
            if (found.Length == wanted.Count || deadline.IsCancellationRequested)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel).ConfigureAwait(false);
        }
    }

    private async Task<ImmutableArray<TopicInfo>> Describe(IEnumerable<TopicSpec> wanted, CancellationToken cancel)
    {
        var described = await _lookup.FindAsync([.. wanted.Select(spec => spec.Name)], _timeout, cancel).ConfigureAwait(false);
        if (described.FirstOrDefault(topic => topic.Error.IsError && topic.Error.Code != ErrorCode.UnknownTopicOrPart) is { } refused)
            throw new KafkaException(new Error(refused.Error.Code, $"{refused.Topic}: {refused.Error.Reason}"));
        var there = described.Where(topic => !topic.Error.IsError).ToList();
        if (there.Count == 0)
            return [];
        var resources = there.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic.Topic });
        var configs = await _lookup.AskAsync(admin => admin.DescribeConfigsAsync(resources, new DescribeConfigsOptions { RequestTimeout = _timeout })).WaitAsync(cancel).ConfigureAwait(false);
        return [.. there.Select(topic => ToInfo(topic, configs.Single(c => c.ConfigResource.Name == topic.Topic)))];
    }

    private static TopicInfo ToInfo(TopicMetadata topic, DescribeConfigsResult configs) => new(
        topic.Topic,
        topic.Partitions.Count,
        topic.Partitions.Min(static partition => partition.Replicas.Length),
        configs.Entries.Values.ToImmutableSortedDictionary(e => e.Name, e => e.Value ?? "", StringComparer.Ordinal));
}
