using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Feeding;

/// <summary>
/// Opens and reads a recording on its own thread, because a read of a pipe may block forever, and passes the events on in chunks. The chunks
/// are reused, so their number bounds the memory. After the recording's end, the thread looks for the next recording in the input.
/// </summary>
internal sealed class TraceFeed : IDisposable
{
    private const int Chunks = 16;

    private readonly Channel<EventChunk> _filled = Channel.CreateUnbounded<EventChunk>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly BlockingCollection<EventChunk> _free = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<OpenTrace?> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<OpenTrace> _open;
    private readonly GuestTimes _guestTimes;
    private OpenTrace? _trace;
    private bool _nextIsTaken;

    /// <param name="open">Opens the recording; called on the reading thread.</param>
    /// <param name="hcalls">Gets the recording's hcalls.</param>
    public TraceFeed(Func<OpenTrace> open, HcallCounts hcalls)
    {
        (_open, _guestTimes) = (open, new GuestTimes(hcalls));
        for (var i = 0; i < Chunks; i++)
            _free.Add(new EventChunk());
        new Thread(Run) { IsBackground = true, Name = "read" }.Start();
    }

    /// <summary>The open trace; null until the first chunk is filled or the recording has ended.</summary>
    public OpenTrace? Trace => Volatile.Read(ref _trace);

    /// <summary>
    /// Info and summary of the recording, set at its end. The reader's own properties may then already describe the next recording.
    /// </summary>
    public (TraceInfo Info, TraceSummary Summary)? End { get; private set; }

    /// <summary>The next recording in the same input, once this one has ended; the caller then owns it. Null: there is none.</summary>
    public async Task<OpenTrace?> NextPartAsync(CancellationToken stop)
    {
        var next = await _next.Task.WaitAsync(stop).ConfigureAwait(false);
        _nextIsTaken = true;
        return next;
    }

    /// <summary>Waits for the next events; false: the recording has ended. It removes nothing, so a cancelled wait loses no events.</summary>
    public Task<bool> WaitAsync(CancellationToken stop) => _filled.Reader.WaitToReadAsync(stop).AsTask();

    /// <summary>Takes the next chunk of events, if there is one. Give it back with <see cref="Return"/>.</summary>
    public bool TryNext([MaybeNullWhen(false)] out EventChunk chunk) => _filled.Reader.TryRead(out chunk);

    public void Return(EventChunk chunk) => _free.Add(chunk, CancellationToken.None);

    /// <summary>Tells the thread to end after its current read. It is a background thread, because a read of a pipe may never return.</summary>
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
            next = hasTimes ? trace.NextPart() : null; // may block on a pipe, so End and the channel are completed first
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed: the events are not needed any more.
        }
        catch (Exception e) // a bug: thrown again to the caller of WaitAsync or NextPartAsync
        {
            fault = e;
        }
        if (next is null)
            _trace?.Dispose();
        _filled.Writer.TryComplete(fault);
        _ = fault is null ? _next.TrySetResult(next) : _next.TrySetException(fault);
    }

    /// <summary>Reads the recording to its end. False: it has no usable times, and reading stopped.</summary>
    private bool ReadAll(OpenTrace trace)
    {
        var chunk = _free.Take(_stop.Token);
        while (chunk.Fill(trace.Reader, _guestTimes) > 0)
        {
            if (!HasTimes(trace.Reader))
                return false;
            _filled.Writer.TryWrite(chunk); // unbounded: always true
            chunk = _free.Take(_stop.Token);
        }
        return true;
    }

    /// <summary>Windows and rates need times in nanoseconds: without them nothing is published.</summary>
    private static bool HasTimes(ITraceReader reader)
    {
        var problem = reader.Info switch
        {
            { TicksClock: { } clock } => $"its times are ticks of {clock}, not nanoseconds: nothing is published; name the rate with --clock-hz ({(clock == "uptime" ? "100" : "POWER timebase: 512000000")})",
            { TimesAreDeltas: true } => "its times are differences between events: nothing more is published; run perf script without --deltatime",
            _ => null,
        };
        if (problem is not null)
            reader.Summary.Add(new TraceDamage(TraceDamageId.NoTimes, 0, problem));
        return problem is null;
    }
}
