using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Breakdowns;

namespace GangExitStream.Reporting.History;

/// <summary>Collects a trace's history.</summary>
internal sealed class HistoryRecorder
{
    private readonly Dictionary<int, VmRecorder> _vms = [];
    private readonly RecentVms<VmRecorder> _recent = new();
    private readonly CpuBreakdown _cpus = new();
    private readonly SeriesStore _store;
    private readonly VmRecorder _others; // events of no known VM, and VMs beyond the cap
    private readonly Series _lost;
    private long? _originNs;

    public HistoryRecorder(SeriesStore store)
    {
        _store = store;
        _lost = Needed(store.TryAdd(1));
        _others = new VmRecorder(KvmEvent.Unknown, store, Needed(store.TryAdd(VmRecorder.Lanes)));
    }

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
        _cpus.OnEvents(events);
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.Lost)
                OnLost(e);
            else if (e.Kind == KvmEventKind.GuestExit)
                Of(e.Tgid).OnGuestExit(e, _originNs ??= e.TimeNs);
            else if (e.Kind < KvmEventKind.Lost)
                _originNs ??= e.TimeNs;
        }
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        _originNs ??= originNs;
        _cpus.OnRun(run, verdict, originNs);
        Of(run.Tgid).OnRun(run, verdict, originNs);
    }

    public void OnForcedOut(in ForcedOut cost, long originNs) => Of(cost.Tgid).OnForcedOut(cost, _originNs ??= originNs);

    public TraceHistory Finish(TraceSpan span, Func<int, int> strideOf)
    {
        var bins = span is { FirstNs: { } first, LastNs: { } last } ? _store.BinOf(first, last) + 1 : 1;
        return new TraceHistory
        {
            BinNs = _store.BinNs,
            Bins = bins,
            Vms =
            [
                .. _vms.Values.Append(_others).Where(vm => !vm.IsEmpty).Select(vm => vm.Finish(bins, strideOf(vm.Tgid)))
                    .OrderByDescending(vm => vm.GangExits.Sum()).ThenByDescending(vm => vm.GuestExits.Sum()).ThenBy(vm => vm.Tgid),
            ],
            Lost = _lost.Lane(0, bins),
            Cpus = _cpus.Finish(span, strideOf).Cpus ?? [],
        };
    }

    // A loss before the first event is counted in the first bin, one after the last event in the last one: a forged time must not widen the bins.
    private void OnLost(in KvmEvent e)
    {
        var bin = _originNs is { } origin ? _store.UsedBinOf(origin, e.TimeNs) : 0;
        _lost[bin][0] += e.LostCount;
    }

    private VmRecorder Of(int tgid)
    {
        ref var recent = ref _recent.Slot(tgid);
        if (recent is { } vm && vm.Tgid == tgid)
            return vm;
        return recent = Find(tgid);
    }

    private VmRecorder Find(int tgid)
    {
        if (_vms.TryGetValue(tgid, out var vm))
            return vm;
        if (tgid == KvmEvent.Unknown || _store.TryAdd(VmRecorder.Lanes) is not { } totals)
            return _others;
        _vms.Add(tgid, vm = new VmRecorder(tgid, _store, totals));
        return vm;
    }

    private static Series Needed(Series? series) => series ?? throw new InvalidOperationException("The store has no room for the first series.");
}
