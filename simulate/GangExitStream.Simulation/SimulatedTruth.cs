namespace GangExitStream.Simulation;

/// <summary>
/// What is true of a simulated recording, by the rules of docs/semantics.md written down once more and as plainly as can be: the reference
/// that the detector is held against.
/// </summary>
/// <param name="host">The host's name.</param>
public sealed class SimulatedTruth(string host)
{
    private readonly Dictionary<int, VmTruth> _vms = [];
    private readonly Dictionary<int, VmTruth> _vmOfTid = [];

    /// <summary>The host's name.</summary>
    public string Host => host;

    /// <summary>Guest exits.</summary>
    public long GuestExits { get; private set; }

    /// <summary>Enters and Exits.</summary>
    public long RunCores { get; private set; }

    /// <summary>Events that the recorder lost.</summary>
    public long Lost { get; private set; }

    /// <summary>The VMs that had a run_core, most gang exits first, then by tgid.</summary>
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

/// <summary>What is true of one VM.</summary>
/// <param name="tgid">Its process id.</param>
public sealed class VmTruth(int tgid)
{
    private readonly Dictionary<int, long> _cedesOfOpenRun = []; // by runner tid
    private long _cedesOfTgid;
    private bool _hasEntered;

    /// <summary>Its process id.</summary>
    public int Tgid => tgid;

    /// <summary>Runs that ended.</summary>
    public long Runs { get; private set; }

    /// <summary>Gang exits by the per-run rule.</summary>
    public long GangExits { get; private set; }

    /// <summary>Gang exits by the original script's rule.</summary>
    public long GangExitsPerTgid { get; private set; }

    /// <summary>Threads that the gang exits forced out.</summary>
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
