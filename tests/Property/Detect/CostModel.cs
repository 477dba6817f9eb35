namespace GangExitStream.Tests.Property.Detect;

/// <summary>
/// What the gang exits of one VM cost, as docs/semantics.md says it: for each Exit the trace is searched backwards for its run, and forwards
/// for the vcore's next Enter.
/// </summary>
internal sealed class CostModel
{
    private readonly KvmEvent[] _events;
    private readonly int _stride;

    public CostModel(KvmEvent[] events, int stride)
    {
        (_events, _stride) = (events, stride);
        for (var at = 0; at < events.Length; at++)
        {
            if (EnterOf(at) is { } enter)
                Take(enter, at);
        }
        Costs.Sort((a, b) => a.EnterAt.CompareTo(b.EnterAt));
    }

    /// <summary>In the order of the Enters that ended them.</summary>
    public List<(int EnterAt, int Vcpu, int Forced, long SinceNs, long UntilNs)> Costs { get; } = [];

    public long ForcedOutNs => Costs.Sum(cost => cost.Forced * Math.Max(0, cost.UntilNs - cost.SinceNs));

    public long Untold { get; private set; }

    public long GuestThreadNs { get; private set; }

    private void Take(int enter, int exit)
    {
        var first = Enumerable.Range(enter, exit - enter).Where(at => IsOf(at, exit, KvmEventKind.GuestExit)).Select(at => (long?)_events[at].TimeNs).FirstOrDefault();
        if (first < _events[enter].TimeNs) // the clock went backwards
            first = null;
        GuestThreadNs += Math.Max(0, (first ?? _events[exit].TimeNs) - _events[enter].TimeNs) * Math.Max(0, _events[enter].NRunnable);
        var forced = ForcedAt(exit);
        if (forced <= 0)
            return;
        if (first is not { } since || IsTouchedByLoss(enter, exit) || NextEnter(exit) is not { } next)
            Untold++;
        else
            Costs.Add((next, _events[exit].Vcpu, forced, since, _events[next].TimeNs));
    }

    /// <summary>The Enter of the run that this Exit ends; null where it is no Exit, or ends none.</summary>
    private int? EnterOf(int exit)
    {
        if (_events[exit].Kind != KvmEventKind.Exit)
            return null;
        for (var at = exit - 1; at >= 0; at--)
        {
            if (IsOf(at, exit, KvmEventKind.Exit))
                return null;
            if (IsOf(at, exit, KvmEventKind.Enter))
                return at;
        }
        return null;
    }

    /// <summary>Threads that the run of this Exit forced out.</summary>
    private int ForcedAt(int exit) => EnterOf(exit) is not { } enter ? 0 :
        _events[exit].NRunnable - 1 - Enumerable.Range(enter, exit - enter).Where(at => IsOf(at, exit, KvmEventKind.GuestExit)).Sum(at => _events[at].Ceded);

    private bool IsOf(int at, int exit, KvmEventKind kind) => _events[at].Kind == kind && _events[at].Tid == _events[exit].Tid;

    private bool IsTouchedByLoss(int enter, int exit)
    {
        var cpu = _events[enter].Cpu;
        for (var at = enter; at < exit; at++)
        {
            if (IsOf(at, exit, KvmEventKind.GuestExit))
                cpu = _events[at].Cpu;
            if (_events[at].Kind == KvmEventKind.Lost && (_events[at].Cpu == KvmEvent.Unknown || _events[at].Cpu == cpu))
                return true;
        }
        return false;
    }

    /// <summary>The vcore's next Enter; null where a loss or another gang exit of the vcore comes first.</summary>
    private int? NextEnter(int exit)
    {
        for (var at = exit + 1; at < _events.Length; at++)
        {
            var isSameVcore = _events[at].Vcpu / _stride == _events[exit].Vcpu / _stride;
            if (_events[at].Kind == KvmEventKind.Lost || (isSameVcore && ForcedAt(at) > 0))
                return null;
            if (isSameVcore && _events[at].Kind == KvmEventKind.Enter)
                return at;
        }
        return null;
    }
}
