using GangExitStream.Detection;

namespace GangExitStream.Reporting.Exits;

/// <summary>Counts guest exits by VM and reason; with times and hcall names if guest_enter and hcall_enter were recorded.</summary>
internal sealed class ExitCollector
{
    /// <summary>Bounds memory on forged traces: further VMs share one entry, with tgid -1.</summary>
    public const int MaxVms = 65_536;

    private const int RecentBits = 10;

    private readonly Dictionary<int, int> _byTgid = [];
    private readonly List<VmExits> _vms = [];
    private readonly (int Tgid, int Vm)[] _recent = new (int, int)[1 << RecentBits]; // -1: none
    private readonly VcpusOut _out = new();
    private long[] _counters = []; // by VM and TrapPlaces; one array avoids following references
    private bool _hasEnters;
    private bool _hasHcalls;

    public ExitCollector() => Array.Fill(_recent, (KvmEvent.Unknown, -1));

    /// <summary>Whether there was a guest_enter or hcall_enter.</summary>
    public bool HasEntries => _hasEnters || _hasHcalls;

    /// <summary>Adds the next events, in time order.</summary>
    public void Add(ReadOnlySpan<KvmEvent> events)
    {
        var (table, counters) = (TrapPlaces.Table, _counters);
        var (tgid, vm) = (KvmEvent.Unknown, -1); // consecutive events mostly belong to one VM
        foreach (ref readonly var e in events)
        {
            if (e.Kind >= KvmEventKind.Lost)
            {
                OnOther(e);
                counters = _counters; // a VM may have been added
                continue;
            }
            if (tgid != e.Tgid || vm < 0)
            {
                (tgid, vm) = (e.Tgid, Find(e.Tgid));
                counters = _counters;
            }
            if (TrapPlaces.TryFind(e, table, out var place))
                counters[(vm * TrapPlaces.Counters) + place]++;
            else
                _vms[vm].CountOther(e.Trap, e.Ceded);
            if (HasEntries && e.Kind == KvmEventKind.GuestExit)
                _out.Left(e);
        }
    }

    /// <summary>The report.</summary>
    public ExitReport Finish()
    {
        var all = new VmExits(KvmEvent.Unknown);
        for (var i = 0; i < _vms.Count; i++)
        {
            _vms[i].Add(_counters.AsSpan(i * TrapPlaces.Counters, TrapPlaces.OfTraps));
            all.Add(_vms[i]);
        }
        return new ExitReport
        {
            All = all.Rows(tgid: null, _hasEnters),
            ByVm = _vms.Where(vm => vm.IsSeen).ToDictionary(vm => vm.Tgid, vm => vm.Rows(vm.Tgid, _hasEnters)),
            HasTimes = _hasEnters,
            HasHcalls = _hasHcalls,
        };
    }

    private void OnOther(in KvmEvent e)
    {
        if (e.Kind == KvmEventKind.Lost)
        {
            _out.Lost();
        }
        else if (e.Kind == KvmEventKind.GuestEnter)
        {
            _hasEnters = true;
            if (_out.TryReturn(e, out var reason, out var ns))
                _vms[Find(e.Tgid)].Out(reason, ns);
        }
        else if (e.Kind == KvmEventKind.Hcall)
        {
            _hasHcalls = true;
            if (_out.TryName(e, out var hcall, out var ceded))
                _vms[Find(e.Tgid)].Rename(hcall, ceded);
        }
    }

    private int Find(int tgid)
    {
        ref var recent = ref _recent[FibonacciHash.Of(tgid, 32 - RecentBits)];
        if (recent.Tgid == tgid && recent.Vm >= 0)
            return recent.Vm;
        if (!_byTgid.TryGetValue(tgid, out var vm))
            vm = AddVm(tgid);
        recent = (tgid, vm);
        return vm;
    }

    private int AddVm(int tgid)
    {
        if (_vms.Count >= MaxVms && tgid != KvmEvent.Unknown)
            return Find(KvmEvent.Unknown);
        _byTgid.Add(tgid, _vms.Count);
        _vms.Add(new VmExits(tgid));
        if (_vms.Count * TrapPlaces.Counters > _counters.Length)
            Array.Resize(ref _counters, 2 * _vms.Count * TrapPlaces.Counters);
        return _vms.Count - 1;
    }
}
