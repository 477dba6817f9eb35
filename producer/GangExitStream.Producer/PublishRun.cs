using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Feeding;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Publishing;
using GangExitStream.Traces;

namespace GangExitStream.Producer;

/// <summary>
/// Publishes one recording: takes chunks from the reading thread, adds events to batches when they are due, and passes closed batches to the
/// publisher. When the publisher has no room, this waits, and then the reading thread does too (back-pressure).
/// </summary>
internal sealed class PublishRun(TraceFeed feed, IBatchPublisher publisher, PublishOptions options, PublishTotals totals, TimeProvider time)
{
    private readonly Pacer _pacer = new(options.Speed, time);
    private readonly long _lingerTicks = (long)(options.Linger.TotalSeconds * time.TimestampFrequency);
    private SourceIdentity? _source;
    private VmBatcher? _batcher;
    private TimedEvents _waiting; // events of the current chunk that are not in a batch yet
    private bool _lingers;
    private int? _mostThreads;
    private (long Lost, long Dropped, long Unattributed) _leftOut;

    public async Task<PublishResult> RunAsync(CancellationToken stop)
    {
        try
        {
            await PublishAllAsync(stop).ConfigureAwait(false);
            return Result(End());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await PublishRemainingAsync().ConfigureAwait(false);
            return Result(PublishEnd.Interrupted);
        }
    }

    private async Task PublishAllAsync(CancellationToken stop)
    {
        while (publisher.Fault is null && await NextChunkAsync(stop).ConfigureAwait(false) is { } chunk)
        {
            Accept(chunk);
            await AddWaitingAsync(stop).ConfigureAwait(false);
            feed.Return(chunk);
        }
        if (_batcher is null || publisher.Fault is not null || End() != PublishEnd.Done)
            return;
        _batcher.Finish();
        await DrainAsync(mayDrop: false, stop).ConfigureAwait(false);
    }

    // Publishes overdue batches while the trace yields no new events.
    private async Task<EventChunk?> NextChunkAsync(CancellationToken stop)
    {
        var arrived = feed.WaitAsync(stop);
        while (!arrived.IsCompleted && UntilLinger() is { } wait)
        {
            await Task.WhenAny(arrived, Task.Delay(wait, time, stop)).ConfigureAwait(false);
            await PublishOverdueAsync(stop).ConfigureAwait(false);
        }
        // The chunk is taken after the last wait that can be cancelled: a chunk taken before would be lost by the cancellation, and later ones
        // would be published under its sequence numbers.
        return await arrived.ConfigureAwait(false) && feed.TryNext(out var chunk) ? chunk : null;
    }

    private async Task AddWaitingAsync(CancellationToken stop)
    {
        while (!_waiting.Events.IsEmpty && publisher.Fault is null)
        {
            _batcher ??= Begin(_waiting.Events.Span[0]);
            var due = _pacer.CountDue(_waiting.Events.Span);
            if (due == 0)
                await WaitUntilDueAsync(_waiting.Events.Span[0], stop).ConfigureAwait(false);
            _waiting = _waiting.From(_batcher.Add(_waiting.Events.Span[..due], _waiting.GuestNs.Span, time.GetTimestamp()));
            await DrainAsync(options.DropOldest, stop).ConfigureAwait(false);
            await PublishOverdueAsync(stop).ConfigureAwait(false);
            CountLeftOut(_batcher);
        }
    }

    private void CountLeftOut(VmBatcher batcher)
    {
        totals.CountLeftOut(batcher.Lost - _leftOut.Lost, batcher.Dropped - _leftOut.Dropped, batcher.Unattributed - _leftOut.Unattributed, batcher.ClosedCount);
        _leftOut = (batcher.Lost, batcher.Dropped, batcher.Unattributed);
    }

    private VmBatcher Begin(in KvmEvent first)
    {
        var trace = feed.Trace!;
        _source = options.Identity.For(trace, in first);
        _lingers = trace.IsStream || _pacer.IsPaced;
        return new VmBatcher(_source, options.Limits with { MayDrop = options.DropOldest }, options.Identity.NamesFor(trace, _source.Host));
    }

    private Task WaitUntilDueAsync(in KvmEvent e, CancellationToken stop)
    {
        var wait = _pacer.UntilDue(in e);
        return Task.Delay(UntilLinger() is { } linger && linger < wait ? linger : wait, time, stop);
    }

    private async ValueTask PublishOverdueAsync(CancellationToken stop)
    {
        if (!_lingers)
            return;
        _batcher?.CloseOpenedBy(time.GetTimestamp() - _lingerTicks);
        await DrainAsync(options.DropOldest, stop).ConfigureAwait(false);
    }

    /// <summary>Time until the next batch is overdue; null: no batch waits.</summary>
    private TimeSpan? UntilLinger()
    {
        if (!_lingers || _batcher is not { } batcher)
            return null;
        if (batcher.ClosedCount > 0)
            return options.Linger;
        if (batcher.OldestOpenedAt is not { } opened)
            return null;
        var left = options.Linger - time.GetElapsedTime(opened);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async ValueTask DrainAsync(bool mayDrop, CancellationToken stop)
    {
        while (_batcher is { ClosedCount: > 0 } batcher && publisher.Fault is null)
        {
            if (publisher.HasRoom && batcher.TryTake(out var batch))
                Publish(in batch);
            else if (!mayDrop)
                await publisher.WaitForRoomAsync(stop).ConfigureAwait(false);
            else if (batcher.HasRoom)
                return;
            else
                batcher.DropOldest();
        }
    }

    private void Publish(in VmBatch batch)
    {
        totals.Count(in batch, publisher.Publish(in batch));
        foreach (ref readonly var e in batch.Events.Span)
        {
            if (e.Kind == KvmEventKind.Enter || (e.Kind == KvmEventKind.Exit && _mostThreads is not null))
                _mostThreads = Math.Max(_mostThreads.GetValueOrDefault(), e.NRunnable);
        }
    }

    // Events that were read before the interruption are published, without end-of-source marks.
    private async Task PublishRemainingAsync()
    {
        using var deadline = new CancellationTokenSource(options.FlushTimeout, time);
        try
        {
            await AddArrivedAsync(deadline.Token).ConfigureAwait(false);
            _batcher?.CloseAll();
            await DrainAsync(mayDrop: false, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // The rest stays unpublished; publishing the trace again adds it.
        }
    }

    // A pipe can't be read again, so the chunks that have already arrived are published, too.
    private async Task AddArrivedAsync(CancellationToken stop)
    {
        if (feed.Trace is not { IsStream: true } || _pacer.IsPaced)
            return;
        await AddWaitingAsync(stop).ConfigureAwait(false);
        while (feed.TryNext(out var chunk))
        {
            Accept(chunk);
            await AddWaitingAsync(stop).ConfigureAwait(false);
            feed.Return(chunk);
        }
    }

    private void Accept(EventChunk chunk)
    {
        _waiting = chunk.Events;
        if (_batcher is not null && chunk.WallClockOffsetNs is { } offset)
            _batcher.WallClockOffsetNs = offset;
    }

    private PublishEnd End()
    {
        if (publisher.Fault is not null)
            return PublishEnd.NotDelivered;
        var (info, summary) = feed.End!.Value;
        return info.Form == TraceForm.Unknown || summary.Damage.Any(damage => damage.Id is TraceDamageId.Io or TraceDamageId.NoTimes or TraceDamageId.UnreadableEvents or TraceDamageId.Unsorted)
            ? PublishEnd.Unreadable
            : PublishEnd.Done;
    }

    private PublishResult Result(PublishEnd end) => new()
    {
        End = end,
        Source = _source,
        Summary = end is PublishEnd.Done or PublishEnd.Unreadable ? feed.End?.Summary : null, // otherwise the reading thread may still change it
        Info = end is PublishEnd.Done or PublishEnd.Unreadable ? feed.End?.Info : null,
        MostThreads = _mostThreads,
        Part = feed.Trace?.Part ?? 1,
        Vms = _batcher?.Vms ?? 0,
        Unattributed = _batcher?.Unattributed ?? 0,
        Refused = _batcher?.Refused ?? 0,
        Dropped = _batcher?.Dropped ?? 0,
    };
}
