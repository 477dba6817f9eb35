using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.Live;

/// <summary>
/// Reads ring buffers that are being written: reads the CPUs' pages in rounds, and merges them in time order.
/// </summary>
/// <remarks>
/// Order: a round notes the time and then reads each CPU's pages. When a CPU's buffer is empty, all its events before that time have been
/// read, except one that is being written; <see cref="WritingNs"/> allows for that. So events up to the noted time minus that are complete,
/// and are returned. A CPU with more pages than are read at once limits the time to that of its last page. An event is returned at most
/// that time and one wait of the buffers after it occurred.
/// </remarks>
public sealed class LiveReader : ITraceReader
{
    /// <summary>Maximum time from an event's stamp to its commit in the buffer: an interrupt or, in a guest, stolen time.</summary>
    private const long WritingNs = 50_000_000;

    private readonly ILiveBuffers _buffers;
    private readonly LiveFormats _formats;
    private readonly Action<long>? _progress;
    private readonly PagePool _pool;
    private readonly PendingDamage _damage = new();
    private readonly TraceClock _clock = new("", (0, 0), 0, null); // it counts nanoseconds already
    private readonly CpuMerger _merger;
    private readonly List<LivePages> _cpus = [];
    private readonly Queue<KvmEvent> _lastLosses = [];
    private long _until = long.MinValue;
    private long _lastNs;
    private bool _ended;

    /// <param name="buffers">The CPUs' buffers.</param>
    /// <param name="formats">The formats of pages and events.</param>
    /// <param name="info">Information about the host; the form and the wall clock are set here.</param>
    /// <param name="tgidOf">
    /// The process of a thread without a run_core so far, at a trace time, or <see cref="KvmEvent.Unknown"/>; null: not known.
    /// </param>
    /// <param name="progress">Called with the bytes read so far, from the reading thread, each round.</param>
    public LiveReader(ILiveBuffers buffers, LiveFormats formats, TraceInfo info, Func<int, long, int>? tgidOf = null, Action<long>? progress = null)
    {
        (_buffers, _formats, _progress) = (buffers, formats, progress);
        _pool = new PagePool(formats.PageBytes);
        _merger = new CpuMerger(_damage, tgidOf);
        Info = info with { Form = TraceForm.Tracefs, WallClockOffsetNs = buffers.WallClockOffsetNs };
    }

    /// <inheritdoc/>
    public TraceInfo Info { get; private set; }

    /// <inheritdoc/>
    public TraceSummary Summary { get; } = new();

    /// <inheritdoc/>
    public int Read(Span<KvmEvent> events)
    {
        while (!events.IsEmpty)
        {
            var count = _merger.Fill(events, _until);
            _damage.MoveTo(Summary);
            if (count == 0 && _merger.IsEmpty && _ended)
                count = TakeLastLosses(events);
            else if (count == 0 && !_ended)
                Round();
            if (count > 0)
                return Counted(events[..count]);
            if (_ended && _merger.IsEmpty && _lastLosses.Count == 0)
                break;
        }
        return 0;
    }

    /// <summary>Does nothing: the caller owns the buffers.</summary>
    public void Dispose()
    {
    }

    private void Round()
    {
        var goesOn = _buffers.WaitForMore();
        for (var place = _cpus.Count; place < _buffers.Cpus.Count; place++)
            Add(place);
        var until = _buffers.NowNs - WritingNs;
        var isAll = true;
        foreach (var cpu in _cpus)
        {
            if (cpu.TakeAll())
                continue;
            isAll = false;
            until = Math.Min(until, cpu.TakenUpToNs);
        }
        _until = Math.Max(_until, until);
        if (!goesOn && isAll)
            End();
        _merger.Refill();
        UpdateSummary();
    }

    private void Add(int place)
    {
        var pages = new LivePages(_buffers, place, _formats.Layout, _pool);
        _cpus.Add(pages);
        _merger.Add(new CpuEvents(_buffers.Cpus[place], pages, _formats.Layout, _formats.Events, _clock, _damage));
    }

    private void End()
    {
        (_ended, _until) = (true, long.MaxValue);
        for (var place = 0; place < _cpus.Count; place++)
        {
            if (_cpus[place].TakeRestOfLosses() is > 0 and var lost)
                _lastLosses.Enqueue(KvmEvent.Lost(0, _buffers.Cpus[place], lost));
        }
    }

    private int TakeLastLosses(Span<KvmEvent> events)
    {
        var count = 0;
        for (; count < events.Length && _lastLosses.TryDequeue(out var loss); count++)
            events[count] = KvmEvent.Lost(_lastNs, loss.Cpu, loss.LostCount);
        return count;
    }

    private int Counted(ReadOnlySpan<KvmEvent> events)
    {
        Summary.Count(events);
        Summary.OutOfOrder = _merger.OutOfOrder;
        _lastNs = Math.Max(_lastNs, events[^1].TimeNs);
        return events.Length;
    }

    private void UpdateSummary()
    {
        var bytes = 0L;
        foreach (var cpu in _cpus)
            bytes += cpu.BytesTaken;
        Summary.Bytes = bytes;
        _progress?.Invoke(bytes);
        if (_buffers.WallClockOffsetNs is var offset && offset != Info.WallClockOffsetNs)
            Info = Info with { WallClockOffsetNs = offset };
    }
}
