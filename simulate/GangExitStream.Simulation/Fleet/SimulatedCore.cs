namespace GangExitStream.Simulation.Fleet;

/// <summary>
/// Simulates one physical core. Its virtual cores run one after the other, so its events are in time order. A run has an Enter, a guest exit of
/// each thread, beginning with the one that forces the others out, and an Exit. A thread may join a run late.
/// </summary>
internal sealed class SimulatedCore
{
    private const int CedeTrap = 0xc00; // SYSCALL: H_CEDE is an hcall

    private readonly HostShape _shape;
    private readonly IReadOnlyList<(SimulatedVm Vm, int FirstVcpu)> _vcores;
    private readonly KvmEvent[] _run = new KvmEvent[2 + 8];
    private readonly int _cpu;
    private SplitMix64 _random;
    private long _nowNs;
    private int _count;
    private int _next;
    private int _turn;

    public SimulatedCore(int index, HostShape shape, IReadOnlyList<(SimulatedVm Vm, int FirstVcpu)> vcores, ulong seed)
    {
        (_cpu, _shape, _vcores) = (index * 8, shape, vcores); // on POWER8, each core has 8 CPU numbers
        _random = new SplitMix64(seed);
        _nowNs = shape.StartNs + _random.Exponential(shape.MeanGapNs) + index;
        Begin();
    }

    /// <summary>Trace time of the next event; <see cref="long.MaxValue"/> when no event is left.</summary>
    public long NextNs => _next < _count ? _run[_next].TimeNs : long.MaxValue;

    public KvmEvent Take()
    {
        var e = _run[_next++];
        if (_next == _count)
            Begin();
        return e;
    }

    private void Begin()
    {
        (_count, _next) = (0, 0);
        while (_nowNs < _shape.EndNs && _count == 0)
        {
            var (vm, firstVcpu) = _vcores[_turn % _vcores.Count];
            var lives = _nowNs >= vm.StartNs && _nowNs < vm.EndNs;
            if (lives)
                Run(vm, firstVcpu);
            if (!lives || _random.Chance(1.0 / HostShape.RunsOfTurn))
                _turn++;
            _nowNs += _random.Exponential(_shape.MeanGapNs);
        }
    }

    private void Run(SimulatedVm vm, int firstVcpu)
    {
        var smt = _shape.Smt;
        var lead = _random.Below(smt);
        var cedes = vm.CedeChance(_nowNs);
        var runnable = 1 + _random.Below(smt);
        var joined = runnable < smt && _random.Chance(0.02) ? 1 : 0;
        var (vcpu, tid) = (firstVcpu + lead, vm.Tgid + 1 + firstVcpu + lead);
        if (_shape.HasRunCore)
            _run[_count++] = KvmEvent.Enter(_nowNs, _cpu, vm.Tgid, tid, vcpu, runnable);
        _nowNs += 1_500 + _random.Exponential(_shape.MeanRunNs);
        for (var thread = 0; thread < runnable + joined; thread++)
        {
            var ceded = thread > 0 && _random.Chance(cedes);
            var trap = ceded ? CedeTrap : thread == 0 ? vm.Trap(ref _random) : 0;
            _nowNs += 150 + _random.Below(400);
            _run[_count++] = KvmEvent.GuestExit(
                _nowNs, _cpu, vm.Tgid, tid, firstVcpu + ((lead + thread) % smt), trap, ceded ? (byte)1 : (byte)0, 0xc000000000001000 + (ulong)_random.Below(1 << 16), 0x8000000000009033);
        }
        _nowNs += 500 + _random.Below(500);
        var left = runnable > 1 && _random.Chance(0.3) ? 1 : 0; // vcpus that have returned to QEMU
        if (_shape.HasRunCore)
            _run[_count++] = KvmEvent.Exit(_nowNs, _cpu, vm.Tgid, tid, vcpu, runnable + joined - left);
    }
}
