using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>Whether and why a trace allows counting gang exits. docs/semantics.md, "The verdict", gives the reasons.</summary>
public enum TraceVerdict
{
    /// <summary>Runs of several threads were seen.</summary>
    GangExits,

    /// <summary>
    /// Every run had one thread: POWER9 on Linux 4.20 to 5.15 (kvmhv_run_single_vcpu), or guests with one (busy) thread per core. None could be a
    /// gang exit. On such a POWER9 the Exit follows the idle wait, so a run's time is not guest time.
    /// </summary>
    OneThreadARun,

    /// <summary>One of the two events was not recorded: guest exits and no run_core, on a POWER7 or POWER8, which have it; or run_cores of several threads and no guest exit.</summary>
    NotRecorded,

    /// <summary>Guest exits and no run_core, elsewhere: POWER9 and later run each vcpu on its own.</summary>
    NotApplicable,

    /// <summary>None of the known events.</summary>
    Nothing,
}

/// <summary>Finds the verdict on a trace, and its name.</summary>
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
    /// <param name="info">The trace's header information.</param>
    /// <param name="summary">Summary of its events.</param>
    /// <param name="mostThreads">Maximum threads (n_runnable) of its run_cores; null: it has no whole run.</param>
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

    // Text of /proc/cpuinfo: "POWER8E (raw), altivec supported", "POWER7 (architected), altivec supported".
    private static bool HasRunCore(string? cpu) =>
        cpu is not null && (cpu.Contains("POWER7", StringComparison.OrdinalIgnoreCase) || cpu.Contains("POWER8", StringComparison.OrdinalIgnoreCase));
}
