using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Reporting.Exits;
using GangExitStream.Traces;
using GangExitStream.Traces.Names;

namespace GangExitStream.Reporting.Analysis;

/// <summary>The report of one trace.</summary>
public sealed record ReportResult
{
    /// <summary>The trace as the user named it.</summary>
    public required string Trace { get; init; }

    /// <summary>The trace's header information.</summary>
    public required TraceInfo Info { get; init; }

    /// <summary>Summary of the events that were read, or of those in the requested time window.</summary>
    public required TraceSummary Summary { get; init; }

    /// <summary>Summary of all events that were read: a time window may have none of an event that was recorded. By default <see cref="Summary"/>.</summary>
    public TraceSummary Recorded { get => field ?? Summary; init; }

    /// <summary>Times of the first and the last event, of those in the requested time window.</summary>
    public required TraceSpan Span { get; init; }

    /// <summary>Times of the first and the last event that were read. By default <see cref="Span"/>.</summary>
    public TraceSpan RecordedSpan { get => field ?? Span; init; }

    /// <summary>The rule that decided which runs are gang exits.</summary>
    public required Attribution Attribution { get; init; }

    /// <summary>The VMs with a run_core, most gang exits first.</summary>
    public required IReadOnlyList<VmReport> Vms { get; init; }

    /// <summary>The VMs with an Enter, in the order of the first one: the original script's order.</summary>
    public required IReadOnlyList<int> ScriptOrder { get; init; }

    /// <summary>Rows other than VMs.</summary>
    public required Breakdown Rows { get; init; }

    /// <summary>Guest exits by trap; null: not requested.</summary>
    public ExitReport? Exits { get; init; }

    /// <summary>kvmppc_vcore_blocked was recorded and read, so <see cref="VmReport.ForcedOutBlockedNs"/> is known.</summary>
    public bool HasBlockedTimes { get; init; }

    /// <summary>Whether the rows are guest exits: <c>--by exit</c>.</summary>
    public bool IsByExit { get; init; }

    /// <summary>Guest exits of processes without any run_core.</summary>
    public required long UnattributedExits { get; init; }

    /// <summary>Whether reading was stopped before the end.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>Why this trace can't answer what was requested; null: it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Maximum rows shown; null: all.</summary>
    public int? Top { get; init; }

    /// <summary>Gang exits of all VMs.</summary>
    public long GangExits => Vms.Sum(vm => vm.GangExits);

    /// <summary>The given names of VMs.</summary>
    public VmNames VmNames { get; init; } = VmNames.None;

    /// <summary>The name of a VM of the trace's host; null: none was given.</summary>
    public string? NameOf(int tgid) => VmNames.Find(Info.Host, tgid);

    /// <summary>The VMs shown.</summary>
    public IEnumerable<VmReport> TopVms => Vms.Take(Top ?? int.MaxValue);

    /// <summary>Time from the first event to the last, in nanoseconds; null: no known times, or no event.</summary>
    public long? DurationNs => HasTimes && Span.FirstNs is not null ? Span.DurationNs : null;

    /// <summary>A count per second of the trace; null: its duration isn't known.</summary>
    public double? PerSecond(long count) => DurationNs is > 0 and var ns ? count / (ns / 1e9) : null;

    /// <summary>Number of the recording within its input, from 1; null: the input holds one recording.</summary>
    public int? Part { get; init; }

    /// <summary>Whether and why gang exits can be counted.</summary>
    public TraceVerdict Verdict => Summary.Events == 0 ? TraceVerdict.Nothing : TraceVerdicts.Of(Info, Recorded, Vms);

    /// <summary>Whether the trace allows counting gang exits.</summary>
    public bool Applicable => Verdict is TraceVerdict.GangExits or TraceVerdict.OneThreadARun;

    /// <summary>Whether times are nanoseconds, not a clock's ticks or distances between events.</summary>
    public bool HasTimes => Info.TicksClock is null && !Info.TimesAreDeltas;

    /// <summary>A duration of this trace; null: its times are not nanoseconds.</summary>
    public long? Duration(long ns) => HasTimes ? ns : null;

    /// <summary>Whether there are findings of damage.</summary>
    public bool Damaged => Summary.DamageCount > 0;

    /// <summary>Whether damage, lost samples or disorder may have changed the counts: exit code 3.</summary>
    public bool DamagedOrLossy => Damaged || Summary.Lost > 0 || Summary.OutOfOrder > 0;

    /// <summary>Whether there is nothing to report: not a trace, or none of the known events.</summary>
    public bool Failed => Problem is not null || Info.Form == TraceForm.Unknown || Summary.Damage.Any(damage => damage.Id is TraceDamageId.NoEvents or TraceDamageId.UnreadableEvents or TraceDamageId.Unsorted);
}
