using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>What a trace says of gang exits. docs/semantics.md, "The verdict", has each with its reason.</summary>
public enum TraceVerdict
{
    /// <summary>Runs of several threads were seen.</summary>
    GangExits,

    /// <summary>
    /// Every run had one thread: POWER9 on Linux 4.20 to 5.15 (kvmhv_run_single_vcpu), or guests with one thread a core. Gang exits can't
    /// occur. On such a POWER9 the Exit stands behind the idle wait, so a run's time is no guest time.
    /// </summary>
    OneThreadARun,

    /// <summary>One of the two events was not recorded: guest exits and no run_core, on a POWER7 or POWER8, which have it; or run_cores of several threads and no guest exit.</summary>
    NotRecorded,

    /// <summary>Guest exits and no run_core, elsewhere: POWER9 and later run each vcpu on its own.</summary>
    NotApplicable,

    /// <summary>No event of ours.</summary>
    Nothing,
}

/// <summary>How the verdict is found, and how it is called.</summary>
public static class TraceVerdicts
{
    /// <summary>The name in JSON.</summary>
    public static string Name(TraceVerdict verdict) => verdict switch
    {
        TraceVerdict.GangExits => "gang_exits",
        TraceVerdict.OneThreadARun => "one_thread_a_run",
        TraceVerdict.NotRecorded => "not_recorded",
        TraceVerdict.NotApplicable => "not_applicable",
        _ => "nothing",
    };

    /// <summary>The verdict on a trace.</summary>
    /// <param name="info">What the trace says about itself.</param>
    /// <param name="summary">What was read of it.</param>
    /// <param name="mostThreads">Most threads (n_runnable) that one of its run_cores had; null where it has no whole run.</param>
    public static TraceVerdict Of(TraceInfo info, TraceSummary summary, int? mostThreads)
    {
        if (summary.RunCores > 0)
            return mostThreads <= 1 ? TraceVerdict.OneThreadARun : summary.GuestExits > 0 || mostThreads is null ? TraceVerdict.GangExits : TraceVerdict.NotRecorded;
        if (summary.GuestExits == 0)
            return TraceVerdict.Nothing;
        return HasRunCore(info.Cpu) ? TraceVerdict.NotRecorded : TraceVerdict.NotApplicable;
    }

    internal static TraceVerdict Of(TraceInfo info, TraceSummary summary, IReadOnlyList<VmReport> vms) =>
        Of(info, summary, vms.Any(vm => vm.Counts.Runs > 0) ? vms.Max(vm => vm.MostThreads) : null);

    // As /proc/cpuinfo calls it: "POWER8E (raw), altivec supported", "POWER7 (architected), altivec supported".
    private static bool HasRunCore(string? cpu) =>
        cpu is not null && (cpu.Contains("POWER7", StringComparison.OrdinalIgnoreCase) || cpu.Contains("POWER8", StringComparison.OrdinalIgnoreCase));
}
