namespace GangExitStream.Simulation;

/// <summary>
/// The true counts of a simulated recording, by a second, simple implementation of the rules in docs/semantics.md. Tests compare the detector
/// with it.
/// </summary>
/// <param name="host">Name of the host.</param>
public sealed class SimulatedTruth(string host)
{
    private readonly Dictionary<int, VmTruth> _vms = [];
    private readonly Dictionary<int, VmTruth> _vmOfTid = [];

    /// <summary>Name of the host.</summary>
    public string Host => host;

    /// <summary>Guest exits.</summary>
    public long GuestExits { get; private set; }

    /// <summary>Enters and Exits.</summary>
    public long RunCores { get; private set; }

    /// <summary>Number of lost events.</summary>
    public long Lost { get; private set; }

    /// <summary>The VMs with a run_core, ordered by gang exits (descending), then by tgid.</summary>
    public IReadOnlyList<VmTruth> Vms => [.. _vms.Values.OrderByDescending(vm => vm.GangExits).ThenBy(vm => vm.Tgid)];

    internal void Count(in KvmEvent e)
    {
        if (e.Kind == KvmEventKind.Lost)
            Lost += e.LostCount;
        else if (e.Kind == KvmEventKind.GuestExit)
            GuestExit(e);
        else
            RunCore(e);
    }

    private void GuestExit(in KvmEvent e)
    {
        GuestExits++;
        if (_vmOfTid.TryGetValue(e.Tid, out var vm))
            vm.GuestExit(e);
    }

    private void RunCore(in KvmEvent e)
    {
        RunCores++;
        if (!_vms.TryGetValue(e.Tgid, out var vm))
            _vms.Add(e.Tgid, vm = new VmTruth(e.Tgid));
        if (e.Kind == KvmEventKind.Exit)
        {
            vm.Exit(e);
            return;
        }
        vm.Enter(e);
        _vmOfTid.TryAdd(e.Tid, vm);
    }
}

/// <summary>The true counts of one VM.</summary>
/// <param name="tgid">The process id.</param>
public sealed class VmTruth(int tgid)
{
    private readonly Dictionary<int, long> _cedesOfOpenRun = []; // by runner tid
    private long _cedesOfTgid;
    private bool _hasEntered;

    /// <summary>The process id.</summary>
    public int Tgid => tgid;

    /// <summary>Number of finished runs.</summary>
    public long Runs { get; private set; }

    /// <summary>Number of gang exits by the per-run rule.</summary>
    public long GangExits { get; private set; }

    /// <summary>Number of gang exits by the original script's rule.</summary>
    public long GangExitsPerTgid { get; private set; }

    /// <summary>Number of threads that gang exits forced out.</summary>
    public long ForcedThreads { get; private set; }

    internal void Enter(in KvmEvent e)
    {
        _hasEntered = true;
        _cedesOfTgid = 0;
        _cedesOfOpenRun[e.Tid] = 0;
    }

    internal void GuestExit(in KvmEvent e)
    {
        _cedesOfTgid += e.Ceded;
        if (_cedesOfOpenRun.TryGetValue(e.Tid, out var cedes))
            _cedesOfOpenRun[e.Tid] = cedes + e.Ceded;
    }

    internal void Exit(in KvmEvent e)
    {
        if (_hasEntered && e.NRunnable - _cedesOfTgid > 1)
            GangExitsPerTgid++;
        if (!_cedesOfOpenRun.Remove(e.Tid, out var cedes))
            return;
        Runs++;
        var forced = e.NRunnable - cedes - 1;
        if (forced <= 0)
            return;
        GangExits++;
        ForcedThreads += forced;
    }
}
