using System.Collections.Concurrent;
using Confluent.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Kafka;

/// <summary>
/// One life of the processor, from its first transaction to its end or failure:
/// <code>
///   assigned -> committed offsets settled -> changelog settled -> restored -> adopted -> records -> epochs
///   revoked  -> epoch ended and committed -> dropped
///   lost, fenced, aborted, anything else  -> the attempt ends, all memory is forgotten; another one begins with what is assigned
/// </code>
/// </summary>
internal sealed class ProcessAttempt : IPartitionOwner, IAsyncDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AskOthersInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    private readonly RunOptions _options;
    private readonly string _transactionalId;
    private readonly TimeProvider _time;
    private readonly GroupConsumer _group;
    private readonly IConsumer<PooledBytes, PooledBytes> _consumer;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly GroupMembership _membership;
    private readonly EpochWriter _writer;
    private readonly TransactionalCommitter _committer;
    private readonly ProcessorGraph _graph;
    private readonly Predecessors _predecessors;
    private readonly StateRestorer _restorer;
    private readonly ProcessStatus _status;
    private readonly LagWatch _lag;
    private readonly ConcurrentQueue<LaneOrder> _orders = new();
    private readonly ExitPoint? _exit;
    private readonly CancellationToken _cancel;
    private RecordChunk _filling;
    private Exception? _failure;

    public ProcessAttempt(
        RunOptions options, ProcessParts parts, GroupConsumer group, IReadOnlyList<IWriterSchemas> writers, IReadOnlyDictionary<string, int> partitions, ExitPoint? exit,
        ProcessObservation observed, string? undecided, TimeProvider time, CancellationToken cancel)
    {
        _transactionalId = TransactionalId.New(options.Group);
        options = options with { Processor = options.Processor with { Writer = _transactionalId } };
        (_options, _group, _time, _exit, _cancel, _status) = (options, group, time, exit, cancel, observed.Status);
        _lag = new LagWatch(options.Kafka.Topics.Events, _status, time);
        var changelog = new ChangelogRecords(options, writers);
        _predecessors = new Predecessors(options, parts.Clients, changelog, undecided, time);
        _restorer = new StateRestorer(options, parts.Clients, changelog, _predecessors, _status, observed.Instruments, time);
        _consumer = group.Consumer;
        _producer = parts.Clients.Transactional(_transactionalId);
        _membership = new GroupMembership(_consumer);
        _writer = new EpochWriter(_producer, options, new TopicPartitions(partitions));
        _committer = new TransactionalCommitter(_producer, _writer, _membership, options, time);
        _graph = new ProcessorGraph(options.Processor, writers, parts.Committer(_committer), time, observed.Metrics);
        _filling = _graph.Rent();
        _status.Begin(() => _graph.Queues);
    }

    /// <summary>Something of it was committed.</summary>
    public bool HasCommitted => _committer.HasCommitted;

    /// <summary>Its transactional id where it has ended and left a transaction undecided; else null.</summary>
    public string? Undecided => _committer.IsUndecided ? _transactionalId : null;

    /// <summary>Runs until it is told to stop or has reached the ends; throws where it failed.</summary>
    public async Task RunAsync()
    {
        InitTransactions();
        TakeOver(_group.Join(this));
        var ends = _exit?.Track(_consumer);
        var asked = _time.GetTimestamp();
        while (!_cancel.IsCancellationRequested && !(ends?.AllReached ?? false))
        {
            await FetchAsync(ends);
            if (ends is null || _time.GetElapsedTime(asked) < AskOthersInterval)
                continue;
            ends.AskOthers(_group.Coordinator);
            asked = _time.GetTimestamp();
        }
        await CompleteAsync();
    }

    /// <summary>What isn't committed is forgotten.</summary>
    public async ValueTask DisposeAsync()
    {
        _group.Disown();
        await _graph.DisposeAsync();
        _committer.Abandon();
        _writer.Dispose();
        if (_committer.Stuck is { } call)
            _ = Closing.AfterAsync(call, "the producer", _producer.Dispose, _options.Log); // the next attempt has another one
        else
            await Closing.DoAsync("the producer", _producer.Dispose, _options, _time);
    }

    /// <summary>In slices, since a stop shouldn't wait for brokers that are away.</summary>
    private void InitTransactions()
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                _producer.InitTransactions(Slice);
                return;
            }
            catch (KafkaRetriableException) when (_time.GetElapsedTime(started) < _options.Timeouts.Init)
            {
                _cancel.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Commits what was read.</summary>
    private async Task CompleteAsync()
    {
        _status.Phase = ProcessPhase.Stopping;
        _options.Log(LogEvent.Info("stopping", ("reason", _cancel.IsCancellationRequested ? "asked to" : "end reached")));
        await SendOrdersAsync();
        await _graph.CompleteAsync();
        _options.Log(LogEvent.Info("last_commit"));
    }

    private async Task FetchAsync(EndOffsets? ends)
    {
        for (var result = _consumer.Consume(PollWait); result is not null; result = _filling.IsFull ? null : _consumer.Consume(TimeSpan.Zero))
            Take(result, _filling, ends);
        if (_failure is not null)
            throw _failure;
        _group.KeepTime();
        _status.Beat();
        _lag.Look(_consumer);
        await SendOrdersAsync();
        var chunk = _filling;
        _filling = _graph.Rent();
        await SendAsync(chunk); // an empty one tells the lane that time passes, and us if the graph has failed
    }

    private void Take(ConsumeResult<PooledBytes, PooledBytes> result, RecordChunk chunk, EndOffsets? ends)
    {
        var (partition, offset) = (result.Partition.Value, result.Offset.Value);
        var next = result.IsPartitionEOF ? offset : offset + 1;
        ends?.Reached(partition, next);
        _lag.Reached(partition, next);
        if (!result.IsPartitionEOF)
            chunk.Add(new RawRecord(partition, offset, result.Message.Key, result.Message.Value));
    }

    private async Task SendOrdersAsync()
    {
        while (_orders.TryDequeue(out var order))
            await OrderAsync(order);
    }

    private Task OrderAsync(LaneOrder order)
    {
        var chunk = _graph.Rent();
        chunk.Order = order;
        return SendAsync(chunk);
    }

    private async Task SendAsync(RecordChunk chunk)
    {
        if (!await _graph.SendAsync(chunk))
            await _graph.Completion; // throws what made it fail
    }

    /// <summary>Goes on with the partitions of the attempt before. What was fetched of them and not read is dropped by the seek.</summary>
    private void TakeOver(IReadOnlyList<TopicPartition> kept)
    {
        if (kept.Count == 0)
        {
            if (_group.IsMember)
                _status.Phase = ProcessPhase.Running; // a standby: no assignment will come to say so
            return;
        }
        _options.Log(LogEvent.Info("kept", ("partitions", GroupCoordinator.Names(kept.Select(p => p.Partition.Value)))));
        foreach (var start in Restore(kept))
            _consumer.Seek(start);
    }

    IEnumerable<TopicPartitionOffset> IPartitionOwner.Assigned(List<TopicPartition> assigned)
    {
        if (_failure is not null || _graph.Completion.IsCompleted)
            return GroupConsumer.Unread(assigned);
        if (assigned.Count == 0)
        {
            _status.Phase = ProcessPhase.Running;
            return [];
        }
        try
        {
            _options.Log(LogEvent.Info("assigned", ("partitions", GroupCoordinator.Names(assigned.Select(p => p.Partition.Value)))));
            return Restore(assigned);
        }
        catch (Exception e)
        {
            _failure = e; // thrown from here, the client would wait for ever to be told where to read from
            return GroupConsumer.Unread(assigned);
        }
    }

    /// <summary>
    /// First the offsets, then the changelog: an offset that is settled (read_committed asks for that) means that the transaction
    /// which wrote it has all of its state in the changelog. Returns where to read from.
    /// </summary>
    private List<TopicPartitionOffset> Restore(IReadOnlyList<TopicPartition> partitions)
    {
        _status.Phase = ProcessPhase.Restoring;
        var committed = _group.Coordinator.Settled(partitions, () => _predecessors.EndTransactions([.. partitions.Select(p => p.Partition.Value)]), _cancel);
        foreach (var store in _restorer.Restore(committed, _cancel))
        {
            _orders.Enqueue(new LaneOrder.Adopt(store));
            _status.Restored(store.Partition);
        }
        foreach (var partition in committed.Where(c => c.Offset != Offset.Unset))
            _lag.Reached(partition.Partition.Value, partition.Offset.Value);
        _status.Phase = ProcessPhase.Running;
        return [.. committed.Select(FromBeginning)];
    }

    /// <summary>What has no offset begins at the beginning. Left unset, librdkafka would come to that by itself, 100 ms later (retry.backoff.ms).</summary>
    private static TopicPartitionOffset FromBeginning(TopicPartitionOffset committed) =>
        committed.Offset == Offset.Unset ? new TopicPartitionOffset(committed.TopicPartition, Offset.Beginning) : committed;

    /// <summary>All of theirs must be committed before it returns.</summary>
    void IPartitionOwner.Revoked(List<int> partitions)
    {
        if (partitions.Count == 0)
            return;
        try
        {
            // librdkafka waits for the callback to return, so this thread has to.
            HandOverAsync(partitions).WaitAsync(_options.Timeouts.HandOver, _time).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            Fail(new PartitionsLostException($"partitions were to be handed over, and what was read of them couldn't be committed within {_options.Timeouts.HandOver.TotalSeconds:0} s"));
        }
        catch (Exception e)
        {
            Fail(e); // thrown from here, the client would wait for ever to be told that they are given up
        }
    }

    /// <summary>
    /// The epoch is on its way, also when we are told to stop: committed later, it would be with the next generation's leave, and
    /// what the next owner does would be done twice. So if the graph fails or hangs, nothing is committed any more.
    /// </summary>
    private async Task HandOverAsync(List<int> partitions)
    {
        await SendOrdersAsync(); // an adoption that came after the release would leave us a partition that is somebody else's
        var read = _filling;
        _filling = _graph.Rent();
        await SendAsync(read); // and what was read of it just now would be taken for the next adoption's
        var release = new LaneOrder.Release(partitions);
        await OrderAsync(release);
        await await Task.WhenAny(release.Committed, _graph.Completion);
        if (!release.Committed.IsCompleted)
            throw new PartitionsLostException("partitions were to be handed over, and what was read of them couldn't be committed");
        _lag.Gone(partitions);
        _status.Gone(partitions);
        _options.Log(LogEvent.Info("handed_over", ("partitions", GroupCoordinator.Names(partitions))));
    }

    void IPartitionOwner.Lost(List<int> partitions)
    {
        if (partitions.Count == 0)
            return;
        Fail(new PartitionsLostException($"partitions {GroupCoordinator.Names(partitions)} were lost: the group took us for dead"));
    }

    /// <summary>Nothing is committed any more; the fetching loop ends the attempt.</summary>
    private void Fail(Exception failure)
    {
        _membership.Lose();
        _failure ??= failure;
    }
}
