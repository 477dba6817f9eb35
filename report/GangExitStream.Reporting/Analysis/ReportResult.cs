using GangExitStream.Detection;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Reporting.Exits;
using GangExitStream.Traces;
using GangExitStream.Traces.Names;

namespace GangExitStream.Reporting.Analysis;

/// <summary>All that is reported of one trace.</summary>
public sealed record ReportResult
{
    /// <summary>The trace as the user named it.</summary>
    public required string Trace { get; init; }

    /// <summary>What the trace says about itself.</summary>
    public required TraceInfo Info { get; init; }

    /// <summary>What was read of it, or of the part that was asked for.</summary>
    public required TraceSummary Summary { get; init; }

    /// <summary>From the first event to the last.</summary>
    public required TraceSpan Span { get; init; }

    /// <summary>Whose rule decided what a gang exit is.</summary>
    public required Attribution Attribution { get; init; }

    /// <summary>Most gang exits first.</summary>
    public required IReadOnlyList<VmReport> Vms { get; init; }

    /// <summary>The VMs that had an Enter, in the order of their first: the original script's order.</summary>
    public required IReadOnlyList<int> ScriptOrder { get; init; }

    /// <summary>Rows other than VMs.</summary>
    public required Breakdown Rows { get; init; }

    /// <summary>Guest exits by trap; null: they weren't asked for.</summary>
    public ExitReport? Exits { get; init; }

    /// <summary>kvmppc_vcore_blocked was recorded and read, so <see cref="VmReport.ForcedOutBlockedNs"/> is known.</summary>
    public bool HasBlockedTimes { get; init; }

    /// <summary>Exits are what the rows are of: <c>--by exit</c>.</summary>
    public bool IsByExit { get; init; }

    /// <summary>Guest exits of processes that never had a run_core.</summary>
    public required long UnattributedExits { get; init; }

    /// <summary>Reading was stopped before the end.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>Why what was asked for can't be told of this trace; null: it can.</summary>
    public string? Problem { get; init; }

    /// <summary>At most so many rows are shown; null: all.</summary>
    public int? Top { get; init; }

    /// <summary>Gang exits of all VMs.</summary>
    public long GangExits => Vms.Sum(vm => vm.GangExits);

    /// <summary>The names that were given.</summary>
    public VmNames VmNames { get; init; } = VmNames.None;

    /// <summary>The name of a VM of the trace's host; null where none was given.</summary>
    public string? NameOf(int tgid) => VmNames.Find(Info.Host, tgid);

    /// <summary>The VMs that are shown.</summary>
    public IEnumerable<VmReport> TopVms => Vms.Take(Top ?? int.MaxValue);

    /// <summary>From the first event to the last, nanoseconds; null where times aren't known, or there is no event.</summary>
    public long? DurationNs => HasTimes && Span.FirstNs is not null ? Span.DurationNs : null;

    /// <summary>So many a second of the trace; null where its duration isn't known.</summary>
    public double? PerSecond(long count) => DurationNs is > 0 and var ns ? count / (ns / 1e9) : null;

    /// <summary>Which of the recordings in one input it is, from 1; null where the input holds one.</summary>
    public int? Part { get; init; }

    /// <summary>What can be said of gang exits.</summary>
    public TraceVerdict Verdict => TraceVerdicts.Of(Info, Summary, Vms);

    /// <summary>False where the trace says nothing of gang exits.</summary>
    public bool Applicable => Verdict is TraceVerdict.GangExits or TraceVerdict.OneThreadARun;

    /// <summary>The times are nanoseconds, not a clock's ticks or distances.</summary>
    public bool HasTimes => Info.TicksClock is null && !Info.TimesAreDeltas;

    /// <summary>Something in it could not be read, or several recordings are in it.</summary>
    public bool Damaged => Summary.DamageCount > 0;

    /// <summary>The counts can't be taken for the whole truth.</summary>
    public bool Doubtful => Damaged || Summary.Lost > 0 || Summary.OutOfOrder > 0;

    /// <summary>There is nothing to report: not a trace, or not one of our events.</summary>
    public bool Failed => Problem is not null || Info.Form == TraceForm.Unknown || Summary.Damage.Any(damage => damage.Id is TraceDamageId.NoEvents or TraceDamageId.UnreadableEvents or TraceDamageId.Unsorted);
}
