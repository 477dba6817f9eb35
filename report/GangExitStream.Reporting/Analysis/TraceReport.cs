using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Reporting.Exits;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>What the events of one trace come to; takes them as they come, whoever reads them.</summary>
internal sealed class TraceReport<TBy>
    where TBy : struct, IBreakdown
{
    /// <summary>So many events (12 KiB) are counted at a time: several passes over them find them in the first-level cache.</summary>
    private const int PartEvents = 256;

    private readonly TraceDetector _detector;
    private readonly VmTable _vms = new();
    private readonly TraceSpan _span = new();
    private readonly ReportOptions _options;
    private ExitCollector? _exits;
    private KvmEvent[] _scratch = [];
    private TimeWindow _window = TimeWindow.All;
    private TraceSummary? _counted; // what lies in the window, where that isn't all
    private DetectorMark? _before; // what the detector had counted when the window began
    private ReportSink<TBy> _sink;

    public TraceReport(ReportOptions options, TBy by)
    {
        _options = options;
        _exits = options.WithExits ? new ExitCollector() : null;
        _detector = new TraceDetector(options.VcoreStride);
        _sink = new ReportSink<TBy>(_vms, options.Attribution, by);
    }

    /// <summary>Counts what lies in the window only. Before the first event.</summary>
    public void Limit(TimeWindow window)
    {
        _window = window;
        _counted = window.IsAll ? null : new TraceSummary();
    }

    /// <summary>The next events, in time order.</summary>
    public void Take(ReadOnlySpan<KvmEvent> events)
    {
        if (_counted is null)
            Count(events);
        else
            TakeWindow(events);
    }

    /// <summary>There are no more. The reader tells what else is to be known of the trace.</summary>
    public ReportResult Finish(string trace, ITraceReader reader, bool interrupted)
    {
        var unfinished = Unfinished();
        if (_window.UntilNs == long.MaxValue)
            _detector.Finish(); // else runs that are open at the window's end may well have one
        var summary = _counted is null ? reader.Summary : WithFindings(_counted, reader.Summary);
        var vms = _vms.Finish(_detector, _before);
        if (!interrupted)
            MissingEvents.AddTo(summary, vms, unfinished);
        return new ReportResult
        {
            Trace = trace,
            Info = reader.Info,
            Summary = summary,
            Span = _span,
            Attribution = _options.Attribution,
            Vms = vms,
            ScriptOrder = [.. _detector.Vms.Where(vm => vm.HasEntered).Select(vm => vm.Tgid)],
            Rows = _sink.Finish(_span),
            Exits = _exits?.Finish(),
            IsByExit = _options.By == ReportBy.Exit,
            UnattributedExits = _detector.UnattributedExits - (_before?.UnattributedExits(_detector) ?? 0),
            Interrupted = interrupted,
            Top = _options.Top,
            VmNames = _options.VmNames,
        };
    }

    /// <summary>Runs whose runner entered again without an Exit, so far.</summary>
    private long Unfinished() => _detector.Vms.Sum(vm => vm.Tally.UnfinishedRuns - (_before?.Tallies.GetValueOrDefault(vm.Tgid).UnfinishedRuns ?? 0));

    private void Count(ReadOnlySpan<KvmEvent> events)
    {
        for (var at = 0; at < events.Length; at += PartEvents)
            CountPart(events.Slice(at, Math.Min(PartEvents, events.Length - at)));
    }

    private void CountPart(ReadOnlySpan<KvmEvent> events)
    {
        if (_span.TryBegin(events))
            _sink.Start(_span.FirstNs.GetValueOrDefault());
        var wanted = OfWantedVms(events);
        if (_options.ExitsUnlessApplicable && _exits is not null && HasRunCore(wanted))
            _exits = null;
        _exits?.Take(wanted);
        _detector.Process(wanted, ref _sink);
        _sink.OnEvents(wanted);
        _span.Extend(events); // last: by now the events are in the first-level cache
    }

    /// <summary>
    /// The detector sees what comes before the window, too: a run belongs to the time of its Exit, so that counts of adjacent windows add up
    /// to those of both.
    /// </summary>
    private void TakeWindow(ReadOnlySpan<KvmEvent> events)
    {
        if (_before is null)
        {
            var before = TimeWindow.CountBefore(events, _window.SinceNs);
            var sink = default(NullSink);
            _detector.Process(OfWantedVms(events[..before]), ref sink);
            events = events[before..];
            if (events.IsEmpty)
                return;
            _before = DetectorMark.Of(_detector);
        }
        var within = events[..TimeWindow.CountBefore(events, _window.UntilNs)];
        _counted!.Count(within);
        Count(within);
    }

    /// <summary>The events of the VMs that are asked for, and losses, which may concern any VM.</summary>
    private ReadOnlySpan<KvmEvent> OfWantedVms(ReadOnlySpan<KvmEvent> events)
    {
        if (_options.Tgids.Count == 0)
            return events;
        Reserve(events.Length);
        var kept = 0;
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.Lost || _options.Tgids.Contains(e.Tgid))
                _scratch[kept++] = e;
        }
        return _scratch.AsSpan(0, kept);
    }

    private void Reserve(int count)
    {
        if (_scratch.Length < count)
            _scratch = new KvmEvent[count];
    }

    private static bool HasRunCore(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind is KvmEventKind.Enter or KvmEventKind.Exit)
                return true;
        }
        return false;
    }

    private static TraceSummary WithFindings(TraceSummary counted, TraceSummary read)
    {
        foreach (var damage in read.Damage)
            counted.Add(damage);
        counted.OutOfOrder = read.OutOfOrder;
        counted.Bytes = read.Bytes;
        return counted;
    }
}

/// <summary>What a detector has counted besides runs, at one moment.</summary>
internal sealed record DetectorMark(IReadOnlyDictionary<int, VmTally> Tallies, long RefusedExits)
{
    public static DetectorMark Of(TraceDetector detector) => new(detector.Seen.ToDictionary(vm => vm.Tgid, vm => vm.Tally), detector.RefusedExits);

    /// <summary>Those of the guest exits until then that belong to no VM, as the detector knows now.</summary>
    public long UnattributedExits(TraceDetector now) =>
        RefusedExits + now.Seen.Where(vm => !vm.HasRunCore).Sum(vm => Tallies.GetValueOrDefault(vm.Tgid).OrphanExits);
}
