using Confluent.Kafka;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Kafka;

/// <summary>
/// One attempt of the processor, from its first transaction to its end or failure:
/// <code>
///   assigned -> pending: committed offsets settled -> changelog settled -> restored, on a thread of its own
///            -> adopted -> sought -> records -> epochs
///   revoked  -> epoch ended and committed -> dropped
///   lost, fenced, aborted, any other error -> the attempt ends, its state is dropped; the next one begins with the assigned partitions
/// </code>
/// While a partition is pending, none of its records is processed or committed, and the other partitions continue.
/// </summary>
internal sealed class ProcessAttempt : IPartitionKeeper, IAsyncDisposable
{
    private static readonly TimeSpan OtherMembersInterval = TimeSpan.FromSeconds(1);

    private readonly RunOptions _options;
    private readonly TimeProvider _time;
    private readonly GroupConsumer _group;
    private readonly IConsumer<PooledBytes, PooledBytes> _consumer;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly GroupMembership _membership;
    private readonly EpochWriter _writer;
    private readonly TransactionalCommitter _committer;
    private readonly ProcessorGraph _graph;
    private readonly GraphFeed _feed;
    private readonly BackgroundRestores _restores;
    private readonly InputPartitions _partitions;
    private readonly JoiningWatch _joining;
    private readonly ProcessStatus _status;
    private readonly ExitPoint? _exit;
    private readonly int _inputs; // partitions of the input at the start
    private readonly CancellationToken _cancel;
    private Exception? _failure;

    public ProcessAttempt(
        RunOptions options, ProcessParts parts, GroupConsumer group, OwnWriters own, IReadOnlyList<IWriterSchemas> writers, IReadOnlyDictionary<string, int> partitions, ExitPoint? exit,
        ProcessObservation observed, TimeProvider time, CancellationToken cancel)
    {
        var transactionalId = own.Next();
        options = options with { Processor = options.Processor with { Writer = transactionalId } };
        (_options, _group, _time, _exit, _cancel, _status) = (options, group, time, exit, cancel, observed.Status);
        _inputs = partitions[options.Kafka.Topics.Events];
        _consumer = group.Consumer;
        _producer = parts.Clients.Transactional(transactionalId);
        _membership = new GroupMembership(_consumer);
        _writer = new EpochWriter(_producer, options, new TopicPartitions(partitions));
        _committer = new TransactionalCommitter(_producer, _writer, _membership, options, time);
        _graph = new ProcessorGraph(options.Processor, writers, parts.Committer(_committer), time, observed.Metrics);
        _feed = new GraphFeed(_graph);
        _restores = new BackgroundRestores(AssignmentRestorer.Create(options, parts.Clients, group.Coordinator, writers, own.Earlier, observed.Instruments, time).RestoreAsync, cancel);
        _partitions = new InputPartitions(_consumer, _feed, _restores, new UnreadableBatches(parts.Clients, options.Timeouts.Request, time), options, _status, time);
        _joining = new JoiningWatch(group.Coordinator.UnavailableReasonAsync, options.Timeouts, time);
        _status.Begin(() => _graph.Queues);
    }

    /// <summary>Whether the attempt has committed a transaction.</summary>
    public bool HasCommitted => _committer.HasCommitted;

    /// <summary>Runs until it is cancelled or has reached the end offsets; throws the failure.</summary>
    public async Task RunAsync()
    {
        _committer.Init(_cancel);
        TakeOver(_group.Join(this));
        var ends = _exit?.Track(_consumer);
        var asked = _time.GetTimestamp();
        while (!_cancel.IsCancellationRequested && !(ends?.AllReached ?? false))
        {
            await FetchAsync(ends);
            if (ends is null || _time.GetElapsedTime(asked) < OtherMembersInterval)
                continue;
            ends.CheckOtherMembers(_group.Coordinator, _partitions.IsRead);
            asked = _time.GetTimestamp();
        }
        await CompleteAsync();
    }

    /// <summary>Drops what is not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        _group.ClearOwner();
        var restores = _restores.DisposeAsync(); // not awaited yet: their requests may take long, and other instances wait for the open transaction
        await _graph.DisposeAsync();
        _committer.Abandon();
        await restores;
        _writer.Dispose();
        if (_committer.Stuck is { } call)
            _ = ClientCloser.CloseAfterAsync(call, "the producer", _producer.Dispose, _options.Logger); // the next attempt creates another one
        else
            await ClientCloser.CloseAsync("the producer", _producer.Dispose, _options.Timeouts.Close, _options.Logger, _time);
    }

    /// <summary>Processes and commits the records that were read.</summary>
    private async Task CompleteAsync()
    {
        _status.Phase = ProcessPhase.Stopping;
        Log.Stopping(_options.Logger, _cancel.IsCancellationRequested ? "asked to" : "end reached");
        await _graph.CompleteAsync();
        Log.LastCommit(_options.Logger);
    }

    private async Task FetchAsync(EndOffsets? ends)
    {
        await _partitions.AdoptAsync();
        _failure = _partitions.Fetch(ends) ?? _failure;
        if (_failure is not null)
            throw _failure;
        _partitions.Pause();
        _group.KeepTime();
        if (_status.Phase == ProcessPhase.Starting)
        {
            if (_group.IsMember)
                _partitions.ShowPhase(); // a standby gets no assignment that would set the phase
            else
                await _joining.CheckAsync();
        }
        _status.Heartbeat();
        _partitions.UpdateLag();
        await _feed.SendAsync(); // also an empty chunk: throws if the graph has failed
    }

    /// <summary>Begins with the partitions that are assigned since an earlier attempt.</summary>
    private void TakeOver(IReadOnlyList<TopicPartition> kept)
    {
        if (kept.Count == 0)
            return;
        int[] partitions = [.. kept.Select(static partition => partition.Partition.Value)];
        Log.Kept(_options.Logger, GroupCoordinator.Names(partitions));
        _partitions.Begin(partitions);
    }

    void IPartitionKeeper.Assigned(IReadOnlyList<int> partitions)
    {
        if (_failure is not null || _feed.IsEnded)
            return; // the next attempt gets them by TakeOver
        if (partitions.Any(partition => partition >= _inputs))
        {
            Fail(new TopicChangedException(TopicWatch.Resized(_options.Kafka.Topics.Events, _inputs, partitions.Max() + 1)));
            return;
        }
        if (partitions.Count > 0)
        {
            Log.Assigned(_options.Logger, GroupCoordinator.Names(partitions));
            _partitions.Begin(partitions);
        }
        _partitions.ShowPhase();
    }

    /// <summary>Returns when everything read of the partitions is committed, or the attempt has failed.</summary>
    void IPartitionKeeper.Revoked(IReadOnlyList<int> partitions)
    {
        if (partitions.Count == 0)
            return;
        try
        {
            // Blocks: librdkafka completes the revocation when the callback returns.
            var adopted = _partitions.Drop(partitions);
            if (adopted.Count > 0)
                _feed.ReleaseAsync(adopted).WaitAsync(_options.Timeouts.HandOver, _time).GetAwaiter().GetResult();
            _partitions.Remove(partitions);
            Log.HandedOver(_options.Logger, GroupCoordinator.Names(partitions));
        }
        catch (TimeoutException)
        {
            Fail(new PartitionsLostException($"records read of revoked partitions couldn't be committed within {_options.Timeouts.HandOver.TotalSeconds:0} s"));
        }
        catch (Exception e)
        {
            Fail(e); // if the callback threw, the revocation would never complete
        }
    }

    void IPartitionKeeper.Lost(IReadOnlyList<int> partitions)
    {
        if (partitions.Count == 0)
            return;
        Fail(new PartitionsLostException($"partitions {GroupCoordinator.Names(partitions)} were lost: the group has expelled this instance"));
    }

    /// <summary>Ends all commits; the fetching loop then ends the attempt.</summary>
    private void Fail(Exception failure)
    {
        _membership.MarkLost();
        _failure ??= failure;
    }
}
