using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Producer.Feeding;

/// <summary>
/// Opens and reads a trace on a thread of its own, since a read may wait for ever on a pipe, and hands its events over in
/// chunks. The chunks circulate, so their number bounds the memory.
/// </summary>
internal sealed class TraceFeed : IDisposable
{
    private const int Chunks = 16;

    private readonly Channel<EventChunk> _filled = Channel.CreateUnbounded<EventChunk>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly BlockingCollection<EventChunk> _free = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<OpenTrace> _open;
    private OpenTrace? _trace;

    public TraceFeed(Func<OpenTrace> open)
    {
        _open = open;
        for (var i = 0; i < Chunks; i++)
            _free.Add(new EventChunk());
        new Thread(Run) { IsBackground = true, Name = "read" }.Start();
    }

    /// <summary>The trace: null until the first chunk or the end is there.</summary>
    public OpenTrace? Trace => Volatile.Read(ref _trace);

    /// <summary>Waits for the next events; false at the end. It takes nothing, so nothing is lost where its caller doesn't come back to it.</summary>
    public Task<bool> WaitAsync(CancellationToken stop) => _filled.Reader.WaitToReadAsync(stop).AsTask();

    /// <summary>Takes the next events, if they are there already. Give the chunk back with <see cref="Return"/>.</summary>
    public bool TryNext([MaybeNullWhen(false)] out EventChunk chunk) => _filled.Reader.TryRead(out chunk);

    public void Return(EventChunk chunk) => _free.Add(chunk, CancellationToken.None);

    /// <summary>The thread ends with its next chunk. It may hang in a read of a pipe: it is a background thread.</summary>
    public void Dispose() => _stop.Cancel();

    private void Run()
    {
        Exception? fault = null;
        try
        {
            using var trace = _open();
            Volatile.Write(ref _trace, trace);
            ReadAll(trace);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception e) // a fault of ours: thrown again where the events are taken
        {
            fault = e;
        }
        _filled.Writer.Complete(fault);
    }

    private void ReadAll(OpenTrace trace)
    {
        var chunk = _free.Take(_stop.Token);
        while (chunk.Fill(trace.Reader) > 0)
        {
            if (!HasTimes(trace.Reader))
                return;
            _filled.Writer.TryWrite(chunk); // unbounded: always true
            chunk = _free.Take(_stop.Token);
        }
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
