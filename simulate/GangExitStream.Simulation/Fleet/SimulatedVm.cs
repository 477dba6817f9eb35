namespace GangExitStream.Simulation.Fleet;

/// <summary>A simulated VM: its identity, its lifetime, and the behaviour of its threads.</summary>
internal sealed class SimulatedVm
{
    private static readonly int[] Traps = [0x500, 0x500, 0x980, 0x980, 0x980, 0xc00, 0xc00, 0xe00, 0xe80, 0xea0];

    private const long PhaseNs = 5_000_000_000;

    private readonly int _usualTrap;
    private readonly double _idleness;
    private readonly ulong _phases;

    /// <param name="index">Number of the VM on its host.</param>
    /// <param name="random">The host's random generator.</param>
    /// <param name="startNs">Trace time at which the recording begins.</param>
    /// <param name="endNs">Trace time at which the recording ends.</param>
    public SimulatedVm(int index, ref SplitMix64 random, long startNs, long endNs)
    {
        Tgid = 20_000 + (index * 128);
        _idleness = random.Unit();
        _phases = random.Next();
        _usualTrap = Traps[random.Below(Traps.Length)];
        // About every fourth VM starts or ends, or both, during the recording.
        var length = endNs - startNs;
        StartNs = random.Chance(0.125) ? startNs + (long)(random.Unit() * 0.5 * length) : startNs;
        EndNs = random.Chance(0.125) ? endNs - (long)(random.Unit() * 0.4 * length) : endNs;
    }

    /// <summary>Process id. The thread id of vcpu n is Tgid + 1 + n.</summary>
    public int Tgid { get; }

    /// <summary>Earliest trace time of the VM's first run.</summary>
    public long StartNs { get; }

    /// <summary>Trace time after which the VM starts no run.</summary>
    public long EndNs { get; }

    /// <summary>Probability that a thread of a run has ceded. It changes every five seconds.</summary>
    public double CedeChance(long timeNs)
    {
        var phase = new SplitMix64(_phases + (ulong)(timeNs / PhaseNs)).Unit();
        return (0.6 * _idleness) + (0.4 * phase * phase);
    }

    /// <summary>The trap of the thread that ends a run; in half of the cases the VM's most frequent trap.</summary>
    public int Trap(ref SplitMix64 random) => random.Chance(0.5) ? _usualTrap : Traps[random.Below(Traps.Length)];
}
