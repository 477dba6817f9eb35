using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Feeding;

/// <summary>
/// Opens and reads a recording on a thread of its own, since a read may wait for ever on a pipe, and hands its events over in
/// chunks. The chunks circulate, so their number bounds the memory. Behind its end the thread looks for the input's next recording.
/// </summary>
internal sealed class TraceFeed : IDisposable
{
    private const int Chunks = 16;

    private readonly Channel<EventChunk> _filled = Channel.CreateUnbounded<EventChunk>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly BlockingCollection<EventChunk> _free = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<OpenTrace?> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<OpenTrace> _open;
    private OpenTrace? _trace;
    private bool _nextIsTaken;

    public TraceFeed(Func<OpenTrace> open)
    {
        _open = open;
        for (var i = 0; i < Chunks; i++)
            _free.Add(new EventChunk());
        new Thread(Run) { IsBackground = true, Name = "read" }.Start();
    }

    /// <summary>The trace: null until the first chunk or the end is there.</summary>
    public OpenTrace? Trace => Volatile.Read(ref _trace);

    /// <summary>What the trace says about itself, and what was found in it; null until its end. The reader's own are the next recording's then.</summary>
    public (TraceInfo Info, TraceSummary Summary)? End { get; private set; }

    /// <summary>After the end: the recording behind this one in the same input, which its caller then owns; null where there is none.</summary>
    public async Task<OpenTrace?> NextPartAsync(CancellationToken stop)
    {
        var next = await _next.Task.WaitAsync(stop).ConfigureAwait(false);
        _nextIsTaken = true;
        return next;
    }

    /// <summary>Waits for the next events; false at the end. It takes nothing, so nothing is lost where its caller doesn't come back to it.</summary>
    public Task<bool> WaitAsync(CancellationToken stop) => _filled.Reader.WaitToReadAsync(stop).AsTask();

    /// <summary>Takes the next events, if they are there already. Give the chunk back with <see cref="Return"/>.</summary>
    public bool TryNext([MaybeNullWhen(false)] out EventChunk chunk) => _filled.Reader.TryRead(out chunk);

    public void Return(EventChunk chunk) => _free.Add(chunk, CancellationToken.None);

    /// <summary>The thread ends with its next chunk. It may hang in a read of a pipe: it is a background thread.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (!_nextIsTaken)
            _ = _next.Task.ContinueWith(static next => next.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private void Run()
    {
        OpenTrace? next = null;
        Exception? fault = null;
        try
        {
            var trace = _open();
            Volatile.Write(ref _trace, trace);
            var hasTimes = ReadAll(trace);
            End = (trace.Reader.Info, trace.Reader.Summary);
            _filled.Writer.Complete();
            next = hasTimes ? trace.NextPart() : null; // may wait: the recording's own end doesn't wait for it
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception e) // a fault of ours: thrown again where the events, or the next recording, are taken
        {
            fault = e;
        }
        if (next is null)
            _trace?.Dispose();
        _filled.Writer.TryComplete(fault);
        _ = fault is null ? _next.TrySetResult(next) : _next.TrySetException(fault);
    }

    /// <summary>Reads to the recording's end; false: it has no times.</summary>
    private bool ReadAll(OpenTrace trace)
    {
        var chunk = _free.Take(_stop.Token);
        while (chunk.Fill(trace.Reader) > 0)
        {
            if (!HasTimes(trace.Reader))
                return false;
            _filled.Writer.TryWrite(chunk); // unbounded: always true
            chunk = _free.Take(_stop.Token);
        }
        return true;
    }

    /// <summary>Windows and rates need times: without them nothing is published.</summary>
    private static bool HasTimes(ITraceReader reader)
    {
        var problem = reader.Info switch
        {
            { TicksClock: { } clock } => $"its times are ticks of {clock}, not nanoseconds: nothing is published; say their rate with --clock-hz (the POWER timebase: 512000000)",
            { TimesAreDeltas: true } => "its times are distances between events: nothing more is published; print it without --deltatime",
            _ => null,
        };
        if (problem is not null)
            reader.Summary.Add(new TraceDamage(TraceDamageId.NoTimes, 0, problem));
        return problem is null;
    }
}
