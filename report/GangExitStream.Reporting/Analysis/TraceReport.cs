using System.Globalization;
using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Reporting.Exits;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>Builds the report of one trace from its events.</summary>
internal sealed class TraceReport<TBy>
    where TBy : struct, IBreakdown
{
    /// <summary>So many events (12 KiB) are counted at a time: several passes over them find them in the first-level cache.</summary>
    private const int PartEvents = 256;

    private readonly TraceDetector _detector;
    private readonly VmTable _vms = new();
    private readonly TraceSpan _span = new();
    private TraceSpan? _recorded; // of all events; null: no window
    private readonly ReportOptions _options;
    private ExitCollector? _exits;
    private KvmEvent[] _scratch = [];
    private TimeWindow _window = TimeWindow.All;
    private TraceSummary? _counted; // events in the window; null: no window
    private DetectorMark? _before; // the detector's counts at the beginning of the window
    private bool _isCut; // the trace's last event is not in the window: what is open at the window's end may end after it
    private ReportSink<TBy> _sink;

    public TraceReport(ReportOptions options, TBy by)
    {
        _options = options;
        _exits = options.WithExits ? new ExitCollector() : null;
        _detector = new TraceDetector(options.VcoreStride);
        _sink = new ReportSink<TBy>(_vms, options.Attribution, by);
    }

    /// <summary>Restricts the counts to a window. To be called before the first event.</summary>
    public void Limit(TimeWindow window)
    {
        _window = window;
        (_counted, _recorded) = window.IsAll ? (null, null) : (new TraceSummary(), new TraceSpan());
    }

    /// <summary>Adds the next events, in time order.</summary>
    public void Add(ReadOnlySpan<KvmEvent> events)
    {
        if (_counted is null)
            Count(events);
        else
            AddWithin(events);
    }

    /// <summary>Ends the report; header and summary are the reader's.</summary>
    public ReportResult Finish(string trace, ITraceReader reader, bool interrupted)
    {
        if (_counted is not null && _before is null)
            (_before, _isCut) = (DetectorMark.Of(_detector), true); // the window begins after the last event
        var unfinished = Unfinished();
        if (!_isCut)
            _detector.Finish();
        var summary = _counted is null ? reader.Summary : WithFindings(_counted, reader.Summary);
        var vms = _vms.Finish(_detector, _before);
        if (_detector.RefusedRunCores > 0)
            summary.Add(new TraceDamage(TraceDamageId.TooManyVms, 0, string.Create(CultureInfo.InvariantCulture, $"only the first {TraceDetector.MaxVms:N0} processes are counted: {_detector.RefusedRunCores:N0} run_cores of others are left out; report parts of the trace (--tgid)")));
        if (!interrupted)
            MissingEvents.AddTo(summary, vms, unfinished);
        return new ReportResult
        {
            Trace = trace,
            Info = reader.Info,
            Summary = summary,
            Recorded = reader.Summary,
            Span = _span,
            RecordedSpan = _recorded ?? _span,
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
            HasBlockedTimes = _options.Read.WithEntries && (_detector.HasBlocked || ListsBlocked(reader)),
        };
    }

    /// <summary>A perf.data lists the events that were recorded, also those that did not occur.</summary>
    private bool ListsBlocked(ITraceReader reader) =>
        reader.Info.Form is TraceForm.PerfFile or TraceForm.PerfPipe && reader.Summary.OtherEvents.Contains($"{_options.Read.System}:kvmppc_vcore_blocked", StringComparer.Ordinal);

    /// <summary>Runs without an Exit before their runner's next Enter.</summary>
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
        _exits?.Add(wanted);
        _detector.Process(wanted, ref _sink);
        _sink.OnEvents(wanted);
        _span.Extend(events); // last: by now the events are in the first-level cache
    }

    /// <summary>
    /// The detector processes events before the window as well: a run belongs to the time of its Exit, so that counts of adjacent windows add
    /// up to those of both.
    /// </summary>
    private void AddWithin(ReadOnlySpan<KvmEvent> events)
    {
        _recorded!.TryBegin(events);
        _recorded.Extend(events);
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
        _isCut |= within.Length < events.Length;
        _counted!.Count(within);
        Count(within);
    }

    /// <summary>The events of the requested VMs, and losses, which may concern any VM.</summary>
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

/// <summary>A detector's counts apart from runs at one time.</summary>
internal sealed record DetectorMark(IReadOnlyDictionary<int, VmTally> Tallies, long RefusedExits)
{
    public static DetectorMark Of(TraceDetector detector) => new(detector.Seen.ToDictionary(vm => vm.Tgid, vm => vm.Tally), detector.RefusedExits);

    /// <summary>Guest exits up to the mark that belong to no VM, by what the detector knows now.</summary>
    public long UnattributedExits(TraceDetector now) =>
        RefusedExits + now.Seen.Where(vm => !vm.HasRunCore).Sum(vm => Tallies.GetValueOrDefault(vm.Tgid).OrphanExits);
}
