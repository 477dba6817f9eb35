using System.Globalization;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Writers;

/// <summary>Texts that several outputs share.</summary>
public static class ReportTexts
{
    /// <summary>Text of <see cref="TraceVerdict.OneThreadARun"/>.</summary>
    public const string OneThreadARun = "one thread a run: gang exits can't occur in such runs (of guests with one busy thread a core, or of a POWER9 with Linux 4.20 to 5.15, "
        + "where all are such, and a run's time has the idle wait in it)";

    /// <summary>Text of <see cref="TraceVerdict.NotRecorded"/>.</summary>
    public const string NotRecorded = "kvmppc_run_core was not recorded: this is a POWER7 or POWER8, which has it; record kvm_hv:kvmppc_run_core, too "
        + "(perf kvm stat record leaves it out)";

    /// <summary>Text of <see cref="TraceVerdict.NotRecorded"/> if the guest exits are missing.</summary>
    public const string NoGuestExits = "kvm_guest_exit was not recorded: without it the threads that had ceded are unknown, so gang exits can't be counted; record kvm_hv:kvm_guest_exit, too";

    /// <summary>The text of a trace's verdict; null: none.</summary>
    public static string? Of(TraceVerdict verdict, TraceSummary summary) => verdict == TraceVerdict.NotRecorded && summary.RunCores > 0 ? NoGuestExits : Of(verdict);

    /// <summary>The text of a verdict; null: none.</summary>
    public static string? Of(TraceVerdict verdict) => verdict switch
    {
        TraceVerdict.OneThreadARun => OneThreadARun,
        TraceVerdict.NotRecorded => NotRecorded,
        TraceVerdict.NotApplicable => NotApplicable,
        _ => null,
    };

    /// <summary>The text of <see cref="TraceVerdict.Nothing"/>: where a window has no event, when the trace's events are.</summary>
    public static string Nothing(ReportResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        const string Events = "kvm_guest_exit or kvmppc_run_core";
        return result.RecordedSpan is { FirstNs: { } first, LastNs: { } last }
            ? string.Create(CultureInfo.InvariantCulture, $"no {Events} in the time that was asked for: the trace has them from {first / 1e9m:0.000000} to {last / 1e9m:0.000000}")
            : $"no {Events} in it";
    }

    /// <summary>The text of a trace's form.</summary>
    public static string Of(TraceForm form) => form switch
    {
        TraceForm.PerfFile => "perf.data",
        TraceForm.PerfPipe => "perf.data, pipe form",
        TraceForm.PerfScript => "text of perf script",
        TraceForm.Ftrace => "text of ftrace",
        TraceForm.TraceCmdReport => "text of trace-cmd report",
        TraceForm.TraceDat => "trace.dat",
        TraceForm.Tracefs => "tracefs",
        _ => "unknown form",
    };

    /// <summary>Text of <see cref="TraceVerdict.NotApplicable"/>.</summary>
    public const string NotApplicable = "gang exits don't apply: guest exits, but never a kvmppc_run_core; "
        + "POWER9 and later run each vcpu on its own. On a POWER7 or POWER8, record kvm_hv:kvmppc_run_core, too";
}
