using GangExitStream.Simulation.Fleet;
using GangExitStream.Traces;

namespace GangExitStream.Simulation;

/// <summary>The recording of one simulated host, as a trace reader: its events in time order. Options and index determine all events.</summary>
public sealed class SimulatedHost : ITraceReader
{
    /// <summary>Trace time at which every recording begins: 1,000 s, as if the hosts had been up for that long.</summary>
    internal const long StartNs = 1_000_000_000_000;

    /// <summary>Wall time - trace time of every host: recordings begin on 2026-01-01 at 00:00 UTC.</summary>
    internal const long WallOffsetNs = 1_767_225_600_000_000_000 - StartNs;

    private const int LongestBurst = 64;

    private readonly PriorityQueue<SimulatedCore, (long, int)> _cores = new();
    private readonly double _burstChance;
    private SplitMix64 _losses;
    private int _burst;
    private KvmEvent _loss;

    /// <param name="options">The options of the fleet.</param>
    /// <param name="index">Number of the host, from 0.</param>
    public SimulatedHost(SimulationOptions options, int index)
    {
        Index = index;
        IsPower9 = index >= options.Hosts - options.Power9Hosts;
        var seed = new SplitMix64(unchecked((ulong)options.Seed * 0x9e3779b97f4a7c15 + (ulong)index));
        var shape = HostShape.Of(options, hasRunCore: !IsPower9, StartNs);
        var vms = new SimulatedVm[options.Vms];
        for (var i = 0; i < vms.Length; i++)
            vms[i] = new SimulatedVm(i, ref seed, shape.StartNs, shape.EndNs);
        for (var core = 0; core < options.Cores; core++)
            Enqueue(new SimulatedCore(core, shape, VcoresOf(core, options, vms), seed.Next()), core);
        _losses = new SplitMix64(seed.Next());
        _burstChance = options.Loss / ((LongestBurst + 1) / 2.0);
        Truth = new SimulatedTruth(Name);
        Info = new TraceInfo { Form = TraceForm.PerfFile, Host = Name, WallClockOffsetNs = WallOffsetNs };
    }

    /// <summary>Number of the host, from 0.</summary>
    public int Index { get; }

    /// <summary>Name of the host: sim-0000 and so on.</summary>
    public string Name => $"sim-{Index:0000}";

    /// <summary>The host has guest exits only, no run_core.</summary>
    public bool IsPower9 { get; }

    /// <summary>The true counts of the events returned so far.</summary>
    public SimulatedTruth Truth { get; }

    /// <inheritdoc/>
    public TraceInfo Info { get; }

    /// <inheritdoc/>
    public TraceSummary Summary { get; } = new();

    /// <inheritdoc/>
    public int Read(Span<KvmEvent> events)
    {
        var count = 0;
        while (count < events.Length && TryNext(out events[count]))
            Truth.Count(events[count++]);
        Summary.Count(events[..count]);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // The virtual cores that run on a physical core: every Cores-th one of the host's.
    private static List<(SimulatedVm, int)> VcoresOf(int core, SimulationOptions options, SimulatedVm[] vms)
    {
        var all = new List<(SimulatedVm, int)>();
        for (var vcore = core; vcore < options.HostVcores; vcore += options.Cores)
            all.Add((vms[vcore % vms.Length], vcore / vms.Length * options.Smt));
        return all;
    }

    private bool TryNext(out KvmEvent e)
    {
        while (_cores.TryDequeue(out var core, out var at))
        {
            e = core.Take();
            Enqueue(core, at.Item2);
            if (!IsLost(e, out var isLoss))
                return true;
            if (!isLoss)
                continue;
            e = _loss;
            return true;
        }
        e = default;
        return false;
    }

    private void Enqueue(SimulatedCore core, int index)
    {
        if (core.NextNs != long.MaxValue)
            _cores.Enqueue(core, (core.NextNs, index));
    }

    // Drops bursts of the host's events. The first event of a burst is replaced by a Lost with the length of the burst, on the same CPU.
    private bool IsLost(in KvmEvent e, out bool isLoss)
    {
        isLoss = false;
        if (_burst > 0)
            return --_burst >= 0;
        if (_burstChance <= 0 || !_losses.Chance(_burstChance))
            return false;
        _burst = _losses.Below(LongestBurst);
        _loss = KvmEvent.Lost(e.TimeNs, e.Cpu, _burst + 1);
        return isLoss = true;
    }
}
