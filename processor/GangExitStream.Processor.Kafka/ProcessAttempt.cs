using Confluent.Kafka;
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
///   assigned -> pending: committed offsets settled -> changelog settled -> restored, on a thread of its own
///            -> adopted -> sought -> records -> epochs
///   revoked  -> epoch ended and committed -> dropped
///   lost, fenced, aborted, anything else  -> the attempt ends, all memory is forgotten; another one begins with what is assigned
/// </code>
/// While a partition is pending, nothing of it is processed or committed, and the others go on.
/// </summary>
internal sealed class ProcessAttempt : IPartitionKeeper, IAsyncDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AskOthersInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    private readonly RunOptions _options;
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
    private readonly BackgroundRestores _restores;
    private readonly ProcessStatus _status;
    private readonly LagWatch _lag;
    private readonly Dictionary<int, long> _next = []; // by adopted partition: no record before that is taken
    private readonly List<TopicPartition> _unpaused = []; // pending ones that were assigned just now
    private readonly ExitPoint? _exit;
    private readonly CancellationToken _cancel;
    private RecordChunk _filling;
    private long? _unsought; // since when a seek isn't possible yet
    private Exception? _failure;

    public ProcessAttempt(
        RunOptions options, ProcessParts parts, GroupConsumer group, OwnWriters own, IReadOnlyList<IWriterSchemas> writers, IReadOnlyDictionary<string, int> partitions, ExitPoint? exit,
        ProcessObservation observed, TimeProvider time, CancellationToken cancel)
    {
        var transactionalId = own.Next();
        options = options with { Processor = options.Processor with { Writer = transactionalId } };
        (_options, _group, _time, _exit, _cancel, _status) = (options, group, time, exit, cancel, observed.Status);
        _lag = new LagWatch(options.Kafka.Topics.Events, _status, time);
        _predecessors = new Predecessors(options, parts.Clients, writers, own.Earlier, time);
        _restorer = new StateRestorer(options, parts.Clients, writers, _predecessors, observed.Instruments, time);
        _restores = new BackgroundRestores(Restore, cancel);
        _consumer = group.Consumer;
        _producer = parts.Clients.Transactional(transactionalId);
        _membership = new GroupMembership(_consumer);
        _writer = new EpochWriter(_producer, options, new TopicPartitions(partitions));
        _committer = new TransactionalCommitter(_producer, _writer, _membership, options, time);
        _graph = new ProcessorGraph(options.Processor, writers, parts.Committer(_committer), time, observed.Metrics);
        _filling = _graph.Rent();
        _status.Begin(() => _graph.Queues);
    }

    /// <summary>Something of it was committed.</summary>
    public bool HasCommitted => _committer.HasCommitted;

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
        var restores = _restores.DisposeAsync(); // a request of theirs may take its time, and others wait for what is open
        await _graph.DisposeAsync();
        _committer.Abandon();
        await restores;
        _writer.Dispose();
        if (_committer.Stuck is { } call)
            _ = Closing.AfterAsync(call, "the producer", _producer.Dispose, _options.Logger); // the next attempt has another one
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
        Log.Stopping(_options.Logger, _cancel.IsCancellationRequested ? "asked to" : "end reached");
        await _graph.CompleteAsync();
        Log.LastCommit(_options.Logger);
    }

    private async Task FetchAsync(EndOffsets? ends)
    {
        await AdoptAsync();
        for (var result = _consumer.Consume(PollWait); result is not null; result = _filling.IsFull ? null : _consumer.Consume(TimeSpan.Zero))
            Take(result, _filling, ends);
        if (_failure is not null)
            throw _failure;
        Pause();
        _group.KeepTime();
        _status.Beat();
        _lag.Look(_consumer);
        var chunk = _filling;
        _filling = _graph.Rent();
        await SendAsync(chunk); // an empty one tells the lane that time passes, and us if the graph has failed
    }

    private void Take(ConsumeResult<PooledBytes, PooledBytes> result, RecordChunk chunk, EndOffsets? ends)
    {
        var (partition, offset) = (result.Partition.Value, result.Offset.Value);
        if (!_next.TryGetValue(partition, out var expected))
        {
            Return(result); // pending: read again once it is restored
            return;
        }
        if (offset < expected)
        {
            // A seek that was undone (GroupCoordinator.Provisional), or the log was cut: the next attempt finds out where to read.
            Return(result);
            _failure ??= new KafkaException(new Error(ErrorCode.OffsetOutOfRange, $"{result.Topic} [{partition}] went back from offset {expected} to {offset}"));
            return;
        }
        var next = result.IsPartitionEOF ? offset : offset + 1;
        _next[partition] = next;
        ends?.Reached(partition, next);
        _lag.Reached(partition, next);
        if (!result.IsPartitionEOF)
            chunk.Add(new RawRecord(partition, offset, result.Message.Key, result.Message.Value));
    }

    private static void Return(ConsumeResult<PooledBytes, PooledBytes> result)
    {
        if (result.IsPartitionEOF)
            return;
        result.Message.Key.Return();
        result.Message.Value.Return();
    }

    /// <summary>Takes what has been restored. What librdkafka has fetched of it before is dropped by the seek.</summary>
    private async Task AdoptAsync()
    {
        while (_restores.Next() is { } restored)
        {
            if (!TrySeek(restored))
                return; // again in the next round
            _restores.Adopted(restored);
            _next[restored.Partition] = restored.Start;
            _lag.Reached(restored.Partition, restored.Start);
            await OrderAsync(new LaneOrder.Adopt(restored.Store));
            _status.Restored(restored.Partition);
            ShowPhase();
        }
    }

    /// <summary>False where librdkafka hasn't begun with the partition yet. Resumed first: what it fetches then is outdated by the seek.</summary>
    private bool TrySeek(RestoredPartition restored)
    {
        var partition = Named(restored.Partition);
        try
        {
            _unpaused.Remove(partition);
            _consumer.Resume([partition]);
            _consumer.Seek(new TopicPartitionOffset(partition, restored.Start));
            _unsought = null;
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_PrevInProgress)
        {
            _unsought ??= _time.GetTimestamp();
            if (_time.GetElapsedTime(_unsought.Value) > _options.Timeouts.Request)
                throw;
            return false;
        }
    }

    /// <summary>Saves fetching what would be dropped. It can't be done before librdkafka knows the assignment.</summary>
    private void Pause()
    {
        if (_unpaused.Count == 0)
            return;
        try
        {
            _consumer.Pause(_unpaused);
        }
        catch (KafkaException)
        {
            // Nothing depends on it.
        }
        _unpaused.Clear();
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

    /// <summary>Goes on with the partitions of the attempt before.</summary>
    private void TakeOver(IReadOnlyList<TopicPartition> kept)
    {
        if (kept.Count == 0)
        {
            if (_group.IsMember)
                ShowPhase(); // a standby: no assignment will come to say so
            return;
        }
        int[] partitions = [.. kept.Select(static partition => partition.Partition.Value)];
        Log.Kept(_options.Logger, GroupCoordinator.Names(partitions));
        Begin(partitions);
        Pause();
    }

    void IPartitionKeeper.Assigned(IReadOnlyList<int> partitions)
    {
        if (_failure is not null || _graph.Completion.IsCompleted)
            return; // the next attempt finds them among those that it keeps
        if (partitions.Count > 0)
        {
            Log.Assigned(_options.Logger, GroupCoordinator.Names(partitions));
            Begin(partitions);
        }
        ShowPhase();
    }

    private void Begin(IReadOnlyList<int> partitions)
    {
        _unpaused.AddRange(partitions.Select(Named));
        _restores.Begin(partitions);
        ShowPhase();
    }

    private void ShowPhase() => _status.Phase = _restores.Count > 0 ? ProcessPhase.Restoring : ProcessPhase.Running;

    private TopicPartition Named(int partition) => new(_options.Kafka.Topics.Events, partition);

    /// <summary>
    /// First the offsets, then the changelog: an offset that is settled (read_committed asks for that) means that the transaction
    /// which wrote it has all of its state in the changelog. On a thread of its own.
    /// </summary>
    private IEnumerable<RestoredPartition> Restore(RestoreTask task, IReadOnlyList<int> partitions, CancellationToken cancel)
    {
        var committed = _group.Coordinator.Settled([.. partitions.Select(Named)], () => _predecessors.EndTransactions([.. partitions.Where(task.Wants)]), cancel);
        var starts = committed.Where(from => task.Wants(from.Partition.Value)).ToDictionary(static from => from.Partition.Value, _group.Coordinator.StartOf);
        return _restorer.Restore(committed, task.Wants, cancel).Select(store => new RestoredPartition(store, starts[store.Partition]));
    }

    /// <summary>All of theirs must be committed before it returns.</summary>
    void IPartitionKeeper.Revoked(IReadOnlyList<int> partitions)
    {
        if (partitions.Count == 0)
            return;
        try
        {
            // librdkafka waits for the callback to return, so this thread has to.
            var adopted = _restores.Drop(partitions);
            if (adopted.Count > 0)
                ReleaseAsync(adopted).WaitAsync(_options.Timeouts.HandOver, _time).GetAwaiter().GetResult();
            Gone(partitions);
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
    private async Task ReleaseAsync(IReadOnlyList<int> partitions)
    {
        var read = _filling;
        _filling = _graph.Rent();
        await SendAsync(read); // else what was read of them just now would be taken for the next adoption's
        var release = new LaneOrder.Release(partitions);
        await OrderAsync(release);
        await await Task.WhenAny(release.Committed, _graph.Completion);
        if (!release.Committed.IsCompleted)
            throw new PartitionsLostException("partitions were to be handed over, and what was read of them couldn't be committed");
    }

    private void Gone(IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
            _next.Remove(partition);
        _unpaused.RemoveAll(partition => partitions.Contains(partition.Partition.Value));
        _lag.Gone(partitions);
        _status.Gone(partitions);
        ShowPhase();
        Log.HandedOver(_options.Logger, GroupCoordinator.Names(partitions));
    }

    void IPartitionKeeper.Lost(IReadOnlyList<int> partitions)
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
