namespace GangExitStream.Simulation.Fleet;

/// <summary>A VM: its identity, when it lives, and how its threads behave.</summary>
internal sealed class SimulatedVm
{
    private static readonly int[] Traps = [0x500, 0x500, 0x980, 0x980, 0x980, 0xc00, 0xc00, 0xe00, 0xe80, 0xea0];

    private const long PhaseNs = 5_000_000_000;

    private readonly int _favourite;
    private readonly double _idleness;
    private readonly ulong _phases;

    /// <param name="index">Of the host's VMs.</param>
    /// <param name="random">The host's.</param>
    /// <param name="startNs">When the recording begins.</param>
    /// <param name="endNs">When it ends.</param>
    public SimulatedVm(int index, ref SplitMix64 random, long startNs, long endNs)
    {
        Tgid = 20_000 + (index * 128);
        _idleness = random.Unit();
        _phases = random.Next();
        _favourite = Traps[random.Below(Traps.Length)];
        // Every fourth VM comes, goes or does both while the recording runs.
        var length = endNs - startNs;
        BornNs = random.Chance(0.125) ? startNs + (long)(random.Unit() * 0.5 * length) : startNs;
        GoneNs = random.Chance(0.125) ? endNs - (long)(random.Unit() * 0.4 * length) : endNs;
    }

    /// <summary>Process id; thread id of vcpu n is it + 1 + n.</summary>
    public int Tgid { get; }

    /// <summary>Trace time of its first run, at the earliest.</summary>
    public long BornNs { get; }

    /// <summary>Trace time after which it begins no run.</summary>
    public long GoneNs { get; }

    /// <summary>How likely a thread of a run has ceded: a VM is busier in some phases of five seconds than in others.</summary>
    public double CedeChance(long timeNs)
    {
        var phase = new SplitMix64(_phases + (ulong)(timeNs / PhaseNs)).Unit();
        return (0.6 * _idleness) + (0.4 * phase * phase);
    }

    /// <summary>Why the thread that ends a run leaves: half the time for the VM's favourite reason.</summary>
    public int Trap(ref SplitMix64 random) => random.Chance(0.5) ? _favourite : Traps[random.Below(Traps.Length)];
}
