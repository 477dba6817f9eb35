namespace GangExitStream.Simulation;

/// <summary>A fleet to simulate. The same options always give the same events.</summary>
public sealed record SimulationOptions
{
    /// <summary>Hosts of the fleet.</summary>
    public int Hosts { get; init; } = 1;

    /// <summary>Of these hosts, the last ones, so many are POWER9: guest exits, never a run_core.</summary>
    public int Power9Hosts { get; init; }

    /// <summary>VMs of a host.</summary>
    public int Vms { get; init; } = 4;

    /// <summary>Virtual cores of a VM.</summary>
    public int Vcores { get; init; } = 2;

    /// <summary>Threads of a virtual core: 1, 2, 4 or 8. Vcpu ids are numbered with this stride, as QEMU's vsmt does.</summary>
    public int Smt { get; init; } = 4;

    /// <summary>Length of the recording in seconds.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>Seed of all random numbers.</summary>
    public long Seed { get; init; }

    /// <summary>Events a second of a host, at most some 65,000 a core; null: as many as a POWER8's make, some 1,400 a core.</summary>
    public double? Rate { get; init; }

    /// <summary>Share of a host's events, 0 to 1, that its recorder loses, in bursts.</summary>
    public double Loss { get; init; }

    /// <summary>Virtual cores of a host.</summary>
    public int HostVcores => Vms * Vcores;

    /// <summary>Physical cores of a host: two virtual cores take turns on each.</summary>
    public int Cores => (HostVcores + 1) / 2;
}
