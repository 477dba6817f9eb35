using System.Collections.Concurrent;
using Confluent.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Ingest;
using GangExitStream.Schemas;

namespace GangExitStream.Processor.Running;

/// <summary>
/// One life of the processor, from joining the group to leaving it or failing:
/// <code>
///   assigned -> committed offsets settled -> changelog settled -> restored -> adopted -> records -> epochs
///   revoked  -> epoch ended and committed -> dropped
///   lost, fenced, aborted, anything else  -> the attempt ends, all memory is forgotten, another one begins
/// </code>
/// </summary>
internal sealed class ProcessAttempt : IAsyncDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AskOthersInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(60);

    private readonly RunOptions _options;
    private readonly TimeProvider _time;
    private readonly IConsumer<PooledBytes, PooledBytes> _consumer;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly GroupMembership _membership;
    private readonly EpochWriter _writer;
    private readonly TransactionalCommitter _committer;
    private readonly ProcessorGraph _graph;
    private readonly PartitionRestorer _restorer;
    private readonly ProcessStatus _status;
    private readonly LagWatch _lag;
    private readonly ConcurrentQueue<LaneOrder> _orders = new();
    private readonly ExitPoint? _exit;
    private readonly CancellationToken _cancel;
    private RecordChunk _filling;
    private Exception? _failure;
    private bool _leaving;
    private bool _left;

    public ProcessAttempt(
        RunOptions options, IReadOnlyList<IWriterSchemas> writers, IReadOnlyDictionary<string, int> partitions, ExitPoint? exit,
        ProcessObservation observed, TimeProvider time, CancellationToken cancel)
    {
        (_options, _time, _exit, _cancel, _status) = (options, time, exit, cancel, observed.Status);
        _lag = new LagWatch(options.Kafka.Topics.Events, _status, time);
        _restorer = new PartitionRestorer(options, writers, _status, observed.Instruments, time);
        _consumer = Clients.Group(options)
            .SetPartitionsAssignedHandler((_, assigned) => Assigned(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => Revoked([.. revoked.Select(p => p.Partition.Value)]))
            .SetPartitionsLostHandler((_, lost) => Lost(lost))
            .Build();
        _producer = TransactionalProducer();
        _membership = new GroupMembership(_consumer);
        _writer = new EpochWriter(_producer, options, new TopicPartitions(partitions));
        _committer = new TransactionalCommitter(_producer, _writer, _membership, options);
        _graph = new ProcessorGraph(options.Processor, writers, _committer, time, observed.Metrics);
        _filling = _graph.Rent();
        _status.Begin(() => _graph.Queues);
    }

    /// <summary>Runs until it is told to stop or has reached the ends; throws where it failed.</summary>
    public async Task RunAsync()
    {
        InitTransactions();
        _consumer.Subscribe(_options.Kafka.Topics.Events);
        var ends = _exit?.Track(_consumer);
        var asked = _time.GetTimestamp();
        while (!_cancel.IsCancellationRequested && !(ends?.AllReached ?? false))
        {
            await FetchAsync(ends);
            if (ends is null || _time.GetElapsedTime(asked) < AskOthersInterval)
                continue;
            ends.AskOthers(_consumer);
            asked = _time.GetTimestamp();
        }
        await LeaveAsync();
    }

    /// <summary>Leaves the group too: else a failed attempt's partitions would wait until its session times out.</summary>
    public async ValueTask DisposeAsync()
    {
        _leaving = true;
        await _graph.DisposeAsync();
        _committer.Abandon();
        _writer.Dispose();
        await Closing.DoAsync("the producer", _producer.Dispose, _time, _options.Log);
        if (_left || await CloseAsync())
            await Closing.DoAsync("the consumer", _consumer.Dispose, _time, _options.Log);
    }

    private IProducer<byte[], byte[]> TransactionalProducer()
    {
        try
        {
            return Clients.Transactional(_options, Clients.NewTransactionalId(_options.Group));
        }
        catch
        {
            _consumer.Dispose(); // nobody else can: the attempt never came to be
            throw;
        }
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
            catch (KafkaRetriableException) when (_time.GetElapsedTime(started) < Patience)
            {
                _cancel.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Commits what was read, then leaves the group, so that others needn't wait for our session to time out.</summary>
    private async Task LeaveAsync()
    {
        _status.Phase = ProcessPhase.Stopping;
        _options.Log(LogEvent.Info("stopping", ("reason", _cancel.IsCancellationRequested ? "asked to" : "end reached")));
        await SendOrdersAsync();
        await _graph.CompleteAsync();
        _leaving = true;
        _left = await CloseAsync();
    }

    private Task<bool> CloseAsync() => Closing.DoAsync("leaving the group", _consumer.Close, _time, _options.Log);

    private async Task FetchAsync(EndOffsets? ends)
    {
        for (var result = _consumer.Consume(PollWait); result is not null; result = _filling.IsFull ? null : _consumer.Consume(TimeSpan.Zero))
            Take(result, _filling, ends);
        if (_failure is not null)
            throw _failure;
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
        {
            var chunk = _graph.Rent();
            chunk.Order = order;
            await SendAsync(chunk);
        }
    }

    private async Task SendAsync(RecordChunk chunk)
    {
        if (!await _graph.SendAsync(chunk))
            await _graph.Completion; // throws what made it fail
    }

    /// <summary>
    /// Called within Consume. First the offsets, then the changelog: an offset that is settled (read_committed asks for that)
    /// means that the transaction which wrote it has all of its state in the changelog.
    /// </summary>
    private IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> assigned)
    {
        if (_leaving || _failure is not null || _graph.Completion.IsCompleted)
            return Unread(assigned); // Close calls us too, and there no request is answered any more: it would wait for its time-out
        try
        {
            if (assigned.Count > 0)
                _options.Log(LogEvent.Info("assigned", ("partitions", Names(assigned.Select(p => p.Partition.Value)))));
            _status.Phase = ProcessPhase.Restoring;
            var committed = assigned.Count == 0 ? [] : Committed(assigned);
            foreach (var partition in committed)
            {
                _options.AtStep?.Invoke("restore");
                Adopt(partition.Partition.Value, partition.Offset == Offset.Unset ? null : partition.Offset.Value);
            }
            _status.Phase = ProcessPhase.Running;
            return committed.Select(FromBeginning);
        }
        catch (Exception e) when (e is KafkaException or RestoreException or OperationCanceledException)
        {
            _failure = e;
            return Unread(assigned);
        }
    }

    private static IEnumerable<TopicPartitionOffset> Unread(List<TopicPartition> assigned) =>
        assigned.Select(partition => new TopicPartitionOffset(partition, Offset.End));

    /// <summary>What has no offset begins at the beginning. Left unset, librdkafka would come to that by itself, 100 ms later (retry.backoff.ms).</summary>
    private static TopicPartitionOffset FromBeginning(TopicPartitionOffset committed) =>
        committed.Offset == Offset.Unset ? new TopicPartitionOffset(committed.TopicPartition, Offset.Beginning) : committed;

    private void Adopt(int partition, long? committed)
    {
        _orders.Enqueue(new LaneOrder.Adopt(_restorer.Restore(partition, committed, _cancel)));
        _status.Restored(partition);
        if (committed is { } offset)
            _lag.Reached(partition, offset);
    }

    private List<TopicPartitionOffset> Committed(List<TopicPartition> partitions)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return _consumer.Committed(partitions, Request);
            }
            catch (KafkaException e) when (IsUnstable(e) && _time.GetElapsedTime(started) < Patience)
            {
                _cancel.ThrowIfCancellationRequested(); // the previous owner's transaction is still open: asked again
            }
            catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_TimedOut) // librdkafka asks again by itself, too
            {
                throw new UnsettledException(
                    $"the group's offsets of {_options.Kafka.Topics.Events} {Names(partitions.Select(p => p.Partition.Value))} can't be read for {Request.TotalSeconds:0} s: "
                    + "the group's broker is away, or a transaction that committed offsets is still open");
            }
        }
    }

    private static bool IsUnstable(KafkaException e) =>
        e.Error.Code == ErrorCode.UnstableOffsetCommit
        || (e is TopicPartitionOffsetException some && some.Results.Exists(result => result.Error.Code == ErrorCode.UnstableOffsetCommit));

    /// <summary>Called within Consume: when it returns, the partitions are somebody else's, so all of ours must be committed.</summary>
    private void Revoked(List<int> partitions)
    {
        if (_leaving || partitions.Count == 0)
            return;
        _options.AtStep?.Invoke("handover");
        using var done = new ManualResetEventSlim();
        while (_orders.TryDequeue(out var order))
            Post(order, done); // an adoption that came after the release would leave us a partition that is somebody else's
        Post(_filling, done); // and what was read of it just now would be taken for the next adoption's
        _filling = _graph.Rent();
        Post(new LaneOrder.Release(partitions, done), done);
        if (!Wait(done))
            return;
        _lag.Gone(partitions);
        _status.Gone(partitions);
        _options.Log(LogEvent.Info("handed_over", ("partitions", Names(partitions))));
    }

    /// <summary>
    /// The epoch is on its way, also when we are told to stop: committed later, it would be with the next generation's leave, and
    /// what the next owner does would be done twice. So if the graph fails or hangs, nothing is committed any more.
    /// </summary>
    private bool Wait(ManualResetEventSlim done)
    {
        var started = _time.GetTimestamp();
        while (!done.Wait(PollWait))
        {
            if (_graph.Completion.IsCompleted || _time.GetElapsedTime(started) > HandOverPatience)
            {
                _membership.Lose();
                _failure ??= new PartitionsLostException("partitions were to be handed over, and what was read of them couldn't be committed");
                return false;
            }
        }
        return true;
    }

    private void Post(LaneOrder order, ManualResetEventSlim done)
    {
        var chunk = _graph.Rent();
        chunk.Order = order;
        Post(chunk, done);
    }

    private void Post(RecordChunk chunk, ManualResetEventSlim done)
    {
        var started = _time.GetTimestamp();
        while (!_graph.Post(chunk) && !_graph.Completion.IsCompleted && _time.GetElapsedTime(started) < HandOverPatience)
            done.Wait(PollWait);
    }

    private void Lost(List<TopicPartitionOffset> lost)
    {
        if (_leaving || lost.Count == 0)
            return;
        _membership.Lose();
        _failure = new PartitionsLostException($"partitions {Names(lost.Select(p => p.Partition.Value))} were lost: the group took us for dead");
    }

    private static string Names(IEnumerable<int> partitions) => string.Join(',', partitions.Order());
}
