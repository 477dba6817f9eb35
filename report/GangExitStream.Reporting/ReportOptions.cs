using GangExitStream.Detection;
using GangExitStream.Traces;
using GangExitStream.Traces.Names;

namespace GangExitStream.Reporting;

/// <summary>Options of <c>gangexit report</c>.</summary>
public sealed record ReportOptions
{
    /// <summary>Paths; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Traces { get; init; }

    /// <summary>The output format.</summary>
    public ReportFormat Format { get; init; }

    /// <summary>The rule that decides which runs are gang exits.</summary>
    public Attribution Attribution { get; init; }

    /// <summary>The kind of the rows.</summary>
    public ReportBy By { get; init; }

    /// <summary>Only these VMs; empty: all.</summary>
    public IReadOnlyList<int> Tgids { get; init; } = [];

    /// <summary>Only events at this time or later; null: from the beginning.</summary>
    public TraceTime? Since { get; init; }

    /// <summary>Only events before this time; null: to the end.</summary>
    public TraceTime? Until { get; init; }

    /// <summary>Maximum rows; null: all.</summary>
    public int? Top { get; init; }

    /// <summary>Vcpu ids per vcore (QEMU's vsmt) of every VM; null: inferred for each VM.</summary>
    public int? VcoreStride { get; init; }

    /// <summary>Whether counts over time are kept, which the page and the comparison need.</summary>
    public bool WithHistory { get; init; }

    /// <summary>Whether the report is independent of the order of events of different VMs: see <see cref="TraceOptions.OrderWithinVms"/>.</summary>
    public bool CountsByVm => Since is null && Until is null && !WithHistory;

    /// <summary>Whether guest exits are counted by trap; with <see cref="TraceOptions.WithEntries"/> also their times and hcalls.</summary>
    public bool WithExits { get; init; }

    /// <summary>Whether they are counted only until a run_core is seen: they are needed only if gang exits don't apply.</summary>
    public bool ExitsUnlessApplicable { get; init; }

    /// <summary>The VMs' names.</summary>
    public VmNames VmNames { get; init; } = VmNames.None;

    /// <summary>How the traces are read.</summary>
    public TraceOptions Read { get; init; } = TraceOptions.Default;
}
