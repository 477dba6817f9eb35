namespace GangExitStream.Simulation;

/// <summary>A fleet to simulate. The same options always give the same events.</summary>
public sealed record SimulationOptions
{
    /// <summary>Number of hosts.</summary>
    public int Hosts { get; init; } = 1;

    /// <summary>Number of POWER9 hosts, the last ones of <see cref="Hosts"/>: they have guest exits, but no run_core.</summary>
    public int Power9Hosts { get; init; }

    /// <summary>Number of VMs on each host.</summary>
    public int Vms { get; init; } = 4;

    /// <summary>Number of virtual cores of each VM.</summary>
    public int Vcores { get; init; } = 2;

    /// <summary>Threads of a virtual core: 1, 2, 4 or 8. It is also the stride of vcpu ids, like QEMU's vsmt.</summary>
    public int Smt { get; init; } = 4;

    /// <summary>Length of the recording in seconds.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>Seed of all random numbers.</summary>
    public long Seed { get; init; }

    /// <summary>Events per second of a host; null: the maximum, about 65,000 for each core.</summary>
    public double? Rate { get; init; }

    /// <summary>Share of lost events, from 0 to 1; they are lost in bursts.</summary>
    public double Loss { get; init; }

    /// <summary>Number of virtual cores of a host.</summary>
    public int HostVcores => Vms * Vcores;

    /// <summary>Number of physical cores of a host; each runs two virtual cores in turn.</summary>
    public int Cores => (HostVcores + 1) / 2;
}
