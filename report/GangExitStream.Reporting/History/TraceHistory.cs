using GangExitStream.Reporting.Breakdowns;

namespace GangExitStream.Reporting.History;

/// <summary>The counts of a trace over time, by VM, trap and vcore. All series have <see cref="Bins"/> bins.</summary>
internal sealed record TraceHistory
{
    /// <summary>Width of a bin in nanoseconds; the first one begins at the first event.</summary>
    public required long BinNs { get; init; }

    /// <summary>Number of bins from the first event to the last.</summary>
    public required int Bins { get; init; }

    /// <summary>Most gang exits first, then most guest exits; VMs beyond the cap are summed in one with tgid -1.</summary>
    public required IReadOnlyList<VmHistory> Vms { get; init; }

    /// <summary>Samples that the recorder lost, by bin.</summary>
    public required IReadOnlyList<long> Lost { get; init; }

    /// <summary>CPUs of the host with recorded events or lost samples.</summary>
    public required IReadOnlyList<CpuRow> Cpus { get; init; }
}

/// <summary>A VM's counts by bin.</summary>
internal sealed record VmHistory
{
    /// <summary>Process of the VM; -1: VMs beyond the cap.</summary>
    public required int Tgid { get; init; }

    /// <summary>Runs that ended.</summary>
    public required long[] Runs { get; init; }

    /// <summary>Gang exits by the requested attribution.</summary>
    public required long[] GangExits { get; init; }

    /// <summary>Threads that these gang exits forced out.</summary>
    public required long[] Forced { get; init; }

    /// <summary>Guest exits, in runs or not.</summary>
    public required long[] GuestExits { get; init; }

    /// <summary>Number of gang exits by their forced threads: 0, 1, 2 ...; the last one includes all larger numbers.</summary>
    public required long[] ForcedThreads { get; init; }

    /// <summary>Upper bound of the gang exits' cost in nanoseconds of thread-time (vcore rule), in the bin of the gang exit.</summary>
    public required long[] ForcedOutNs { get; init; }

    /// <summary>Nanoseconds of thread-time in the guest, in the bin of the run's end.</summary>
    public required long[] GuestThreadNs { get; init; }

    /// <summary>Histogram of the times vcores were out after gang exits.</summary>
    public required CostHistogram Costs { get; init; }

    /// <summary>Its traps; most gang exits first, then most guest exits.</summary>
    public required IReadOnlyList<TrapHistory> Traps { get; init; }

    /// <summary>Its vcores by number.</summary>
    public required IReadOnlyList<VcoreHistory> Vcores { get; init; }

    /// <summary>The sum of several VMs, with tgid -1 and without vcores.</summary>
    public static VmHistory Sum(IEnumerable<VmHistory> vms, int bins)
    {
        var all = vms.ToList();
        return new VmHistory
        {
            Tgid = KvmEvent.Unknown,
            Runs = Sum(all.Select(vm => vm.Runs), bins),
            GangExits = Sum(all.Select(vm => vm.GangExits), bins),
            Forced = Sum(all.Select(vm => vm.Forced), bins),
            GuestExits = Sum(all.Select(vm => vm.GuestExits), bins),
            ForcedThreads = Sum(all.Select(vm => vm.ForcedThreads), VmRecorder.MaxForced + 1),
            ForcedOutNs = Sum(all.Select(vm => vm.ForcedOutNs), bins),
            GuestThreadNs = Sum(all.Select(vm => vm.GuestThreadNs), bins),
            Costs = CostHistogram.Sum(all.Select(vm => vm.Costs)),
            Traps = [.. all.SelectMany(vm => vm.Traps).GroupBy(trap => trap.Trap).Select(traps => TrapHistory.Sum(traps.Key, traps, bins))],
            Vcores = [],
        };
    }

    internal static long[] Sum(IEnumerable<long[]> lanes, int bins)
    {
        var sum = new long[bins];
        foreach (var lane in lanes)
        {
            for (var bin = 0; bin < bins; bin++)
                sum[bin] += lane[bin];
        }
        return sum;
    }
}

/// <summary>A trap's counts by bin.</summary>
/// <param name="Trap">Its name; null: not known, or beyond the cap.</param>
/// <param name="GuestExits">Guest exits with it.</param>
/// <param name="GangExits">Gang exits that it triggered.</param>
/// <param name="ForcedOutNs">Upper bound of their cost in nanoseconds of thread-time.</param>
/// <param name="Ceded">Number of its guest exits whose vcpu had ceded.</param>
internal sealed record TrapHistory(string? Trap, long[] GuestExits, long[] GangExits, long[] ForcedOutNs, long Ceded)
{
    /// <summary>The sum of one trap of several VMs.</summary>
    public static TrapHistory Sum(string? trap, IEnumerable<TrapHistory> traps, int bins)
    {
        var all = traps.ToList();
        return new TrapHistory(trap, VmHistory.Sum(all.Select(t => t.GuestExits), bins), VmHistory.Sum(all.Select(t => t.GangExits), bins), VmHistory.Sum(all.Select(t => t.ForcedOutNs), bins), all.Sum(t => t.Ceded));
    }
}

/// <summary>A vcore's counts by bin.</summary>
/// <param name="Vcore">Its number in the VM; -1: unknown, or beyond the cap.</param>
/// <param name="Runs">Runs that ended.</param>
/// <param name="GangExits">Gang exits among them.</param>
internal sealed record VcoreHistory(int Vcore, long[] Runs, long[] GangExits);
