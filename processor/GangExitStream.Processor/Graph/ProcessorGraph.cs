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
/// Every step's queue is bounded, so a slow broker slows the fetching, and nothing else. An epoch's full parts are written while
/// it is still filled. While one epoch commits, the next is decoded and detected, and grows for as long as that takes: a slow
/// commit makes larger transactions, not more of them. Knows nothing of Kafka: a test posts chunks and collects epochs.
/// </summary>
public sealed class ProcessorGraph : IAsyncDisposable
{
    private const int Decoders = 2;
    private const int QueuedChunks = 4;
    private const int Epochs = 2; // one is filled, one commits

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
    private TimeSpan _written; // spent on the parts of the epoch that isn't committed yet
    private bool _disposed;

    /// <summary>Builds the graph; it runs as soon as chunks are sent.</summary>
    public ProcessorGraph(ProcessorOptions options, IReadOnlyList<IWriterSchemas> writers, IEpochCommitter committer, TimeProvider time, ProcessorMetrics? metrics = null)
    {
        (_writers, _committer, _time) = (writers, committer, time);
        Metrics = metrics ?? new ProcessorMetrics();
        _state = new StateLane(options, time, Metrics);
        for (var i = 1; i < Epochs; i++)
            _freeEpochs.Post(new Epoch());
        _decode = new(DecodeAsync, new() { MaxDegreeOfParallelism = Decoders, BoundedCapacity = QueuedChunks });
        _lane = new(TakeAsync, new() { BoundedCapacity = QueuedChunks });
        _commit = new(WriteAsync, new() { BoundedCapacity = Math.Max(1, options.MaxEpochBytes / options.PartBytes) });
        _decode.LinkTo(_lane, new() { PropagateCompletion = true });
        _ticks = time.CreateTimer(static graph => ((ProcessorGraph)graph!).Tick(), this, options.CommitInterval, options.CommitInterval);
    }

    /// <summary>What was counted.</summary>
    public ProcessorMetrics Metrics { get; }

    /// <summary>What waits before each step.</summary>
    public QueueDepths Queues => new(_decode.InputCount + _decode.OutputCount, _lane.InputCount, Epochs - 1 - _freeEpochs.Count);

    /// <summary>Ends when the graph does; faulted where a step failed.</summary>
    public Task Completion => _commit.Completion;

    /// <summary>An empty chunk, to be filled and sent.</summary>
    public RecordChunk Rent() => _chunks.TryTake(out var chunk) ? chunk : new RecordChunk();

    /// <summary>Sends a chunk in; waits while the graph is full. False where it has failed.</summary>
    public Task<bool> SendAsync(RecordChunk chunk) => _decode.SendAsync(chunk); // a token would turn "failed" into "cancelled"

    /// <summary>Sends a chunk in without waiting. False where the graph is full or has failed.</summary>
    public bool Post(RecordChunk chunk) => _decode.Post(chunk);

    /// <summary>No more chunks: processes and commits all that was sent. Throws what made a step fail, if one did.</summary>
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
            Fail(e); // where another step failed first, that one's reason stays
        }
        _commit.Complete();
        await _commit.Completion;
    }

    /// <summary>Stops without committing what isn't; returns when no step runs any more.</summary>
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
    /// An empty chunk tells the lane that time passes, also while whoever reads restores a partition or a decoder waits for a schema:
    /// an epoch whose first parts were written has a transaction open, which must not time out because of that.
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
            Fail(e); // else only the lane would learn of it, and whoever awaits Completion would wait for ever
            throw;
        }
    }

    private async Task TakeAsync(RecordChunk chunk)
    {
        try
        {
            var due = _state.Take(chunk);
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
            _stop.Token.ThrowIfCancellationRequested(); // what waited behind a failure, or a stop, belongs to no transaction any more
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
        ManualResetEventSlim[] waiters = [.. epoch.Waiters];
        epoch.Clear();
        _freeEpochs.Post(epoch); // first: whoever is told that the commit is done may rely on the next one's not waiting for it
        foreach (var waiter in waiters)
            waiter.Set();
    }

    /// <summary>A step failed: all of the graph does, so that whoever sends learns of it.</summary>
    private void Fail(Exception e)
    {
        ((IDataflowBlock)_decode).Fault(e);
        ((IDataflowBlock)_commit).Fault(e);
        _stop.Cancel();
    }
}
