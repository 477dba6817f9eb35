using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Graph;

/// <summary>
/// The whole dataflow:
/// <code>
///   chunks of records -> decode (parallel, order kept) -> state lane (one) -> epochs, in parts -> write and commit (one at a time)
/// </code>
/// Every step's queue is bounded, so a slow broker slows down fetching. Full parts of an epoch are written while the epoch is still filled.
/// While one epoch commits, the next is decoded and detected, and grows until the commit is done: a slow commit makes transactions larger, not more
/// numerous. The graph does not know Kafka: tests send chunks and collect epochs.
/// </summary>
public sealed class ProcessorGraph : IAsyncDisposable
{
    private const int Decoders = 2;
    private const int QueuedChunks = 4;
    private const int Epochs = 2; // one is filled while the other commits

    private readonly ConcurrentBag<RecordChunk> _chunks = [];
    private readonly ConcurrentBag<EpochPart> _parts = [];
    private readonly ConcurrentBag<BatchDecoder> _decoders = [];
    private readonly BufferBlock<Epoch> _freeEpochs = new();
    private readonly TransformBlock<RecordChunk, RecordChunk> _decode;
    private readonly ActionBlock<RecordChunk> _lane;
    private readonly ActionBlock<EpochPart> _commit;
    private readonly IReadOnlyList<IWriterSchemas> _writers;
    private readonly IEpochCommitter _committer;
    private readonly StateLane _state;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _ticks;
    private TimeSpan _written; // time spent on writing the parts of the epoch that isn't committed yet
    private bool _disposed;

    /// <summary>Builds the graph and starts its timer.</summary>
    public ProcessorGraph(ProcessorOptions options, IReadOnlyList<IWriterSchemas> writers, IEpochCommitter committer, TimeProvider time, ProcessorMetrics? metrics = null)
    {
        (_writers, _committer, _time) = (writers, committer, time);
        Metrics = metrics ?? new ProcessorMetrics();
        _state = new StateLane(options, time, Metrics);
        for (var i = 1; i < Epochs; i++)
            _freeEpochs.Post(new Epoch());
        _decode = new(DecodeAsync, new() { MaxDegreeOfParallelism = Decoders, BoundedCapacity = QueuedChunks });
        _lane = new(ProcessAsync, new() { BoundedCapacity = QueuedChunks });
        _commit = new(WriteAsync, new() { BoundedCapacity = Math.Max(1, options.MaxEpochBytes / options.PartBytes) });
        _decode.LinkTo(_lane, new() { PropagateCompletion = true });
        _ticks = time.CreateTimer(static graph => ((ProcessorGraph)graph!).Tick(), this, options.CommitInterval, options.CommitInterval);
    }

    /// <summary>Counts of all committed epochs.</summary>
    public ProcessorMetrics Metrics { get; }

    /// <summary>How much waits before each step.</summary>
    public QueueDepths Queues => new(_decode.InputCount + _decode.OutputCount, _lane.InputCount, Epochs - 1 - _freeEpochs.Count);

    /// <summary>Completes with the graph; faulted when a step failed.</summary>
    public Task Completion => _commit.Completion;

    /// <summary>An empty chunk to fill and send.</summary>
    public RecordChunk Rent() => _chunks.TryTake(out var chunk) ? chunk : new RecordChunk();

    /// <summary>Sends a chunk; waits while the queue is full. False: the graph has failed.</summary>
    public Task<bool> SendAsync(RecordChunk chunk) => _decode.SendAsync(chunk); // no token: SendAsync would then report a failed graph as a cancellation

    /// <summary>Processes and commits all chunks that were sent; no more may follow. Throws the exception of a failed step.</summary>
    public async Task CompleteAsync()
    {
        _decode.Complete();
        try
        {
            await _lane.Completion;
            await EndEpochAsync();
        }
        catch (Exception e)
        {
            Fail(e); // keeps the reason of a step that failed earlier
        }
        _commit.Complete();
        await _commit.Completion;
    }

    /// <summary>Stops without a commit; returns when no step runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _ticks.DisposeAsync();
        await _stop.CancelAsync();
        ((IDataflowBlock)_decode).Fault(new OperationCanceledException());
        await Task.WhenAny(_lane.Completion);
        _commit.Complete();
        await Task.WhenAny(_commit.Completion);
        _stop.Dispose();
    }

    /// <summary>
    /// An empty chunk lets the lane check the clock, also while no input arrives, a partition is restored, or a decoder waits for a schema.
    /// An epoch whose first parts were written has an open transaction, which must be committed before transaction.timeout.ms.
    /// </summary>
    private void Tick()
    {
        var chunk = Rent();
        if (!_lane.Post(chunk))
            _chunks.Add(chunk);
    }

    private async Task<RecordChunk> DecodeAsync(RecordChunk chunk)
    {
        try
        {
            var decoder = _decoders.TryTake(out var free) ? free : new BatchDecoder(_writers);
            await decoder.DecodeAsync(chunk, _stop.Token);
            _decoders.Add(decoder);
            return chunk;
        }
        catch (Exception e)
        {
            Fail(e); // the link passes a fault on to the lane only, and Completion would never complete
            throw;
        }
    }

    private async Task ProcessAsync(RecordChunk chunk)
    {
        try
        {
            var due = _state.Process(chunk);
            if (_state.IsPartFull)
                await SendPartAsync(completes: null);
            if (due == EpochEnd.Must || (due == EpochEnd.May && _freeEpochs.Count > 0))
                await EndEpochAsync();
            if (chunk.Order is LaneOrder.Release release)
                _state.Drop(release.Partitions);
            chunk.Clear();
            _chunks.Add(chunk);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
    }

    private async Task EndEpochAsync()
    {
        _state.BeginEnd();
        while (!_state.WriteChanges())
            await SendPartAsync(completes: null);
        var free = await _freeEpochs.ReceiveAsync(_stop.Token);
        await SendPartAsync(_state.Current);
        _state.Begin(free);
    }

    private Task<bool> SendPartAsync(Epoch? completes)
    {
        var part = _state.Current.Exchange(_parts.TryTake(out var empty) ? empty : new EpochPart());
        part.Completes = completes;
        return _commit.SendAsync(part, _stop.Token);
    }

    private async Task WriteAsync(EpochPart part)
    {
        try
        {
            _stop.Token.ThrowIfCancellationRequested(); // parts queued before a failure or a stop must not be written any more
            var started = _time.GetTimestamp();
            if (part.Count > 0)
                await _committer.WriteAsync(part, _stop.Token);
            if (part.Completes is { } epoch)
                await CommitAsync(epoch, started);
            else
                _written += _time.GetElapsedTime(started);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
        part.Clear();
        _parts.Add(part);
    }

    private async Task CommitAsync(Epoch epoch, long started)
    {
        if (!epoch.IsEmpty)
        {
            await _committer.CommitAsync(epoch, _stop.Token);
            Metrics.Committed(epoch, _written + _time.GetElapsedTime(started), _time);
        }
        _written = TimeSpan.Zero;
        TaskCompletionSource[] waiters = [.. epoch.Waiters];
        epoch.Clear();
        _freeEpochs.Post(epoch); // before the waiters continue: the next epoch can then end without waiting for this one
        foreach (var waiter in waiters)
            waiter.SetResult();
    }

    /// <summary>Fails the whole graph because a step failed: <see cref="SendAsync"/> returns false, and <see cref="Completion"/> faults.</summary>
    private void Fail(Exception e)
    {
        ((IDataflowBlock)_decode).Fault(e);
        ((IDataflowBlock)_commit).Fault(e);
        _stop.Cancel();
    }
}
