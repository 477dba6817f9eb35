using GangExitStream.Detection;
using GangExitStream.Traces;
using GangExitStream.Traces.Names;

namespace GangExitStream.Reporting;

/// <summary>How results are written.</summary>
public enum ReportFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>An object a trace, each on a line.</summary>
    Json,

    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>What the original script prints.</summary>
    Script,
}

/// <summary>What a row stands for.</summary>
public enum ReportBy
{
    /// <summary>A VM.</summary>
    Vm,

    /// <summary>A virtual core of a VM.</summary>
    Vcore,

    /// <summary>A trap; in csv of each VM.</summary>
    Trap,

    /// <summary>A stretch of time.</summary>
    Time,

    /// <summary>A CPU of the host.</summary>
    Cpu,

    /// <summary>What vcpus left the guest for: a trap, or an hcall.</summary>
    Exit,
}

/// <summary>What <c>gangexit report</c> was asked for.</summary>
public sealed record ReportOptions
{
    /// <summary>Paths; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Traces { get; init; }

    /// <summary>How results are written.</summary>
    public ReportFormat Format { get; init; }

    /// <summary>Whose rule decides what a gang exit is.</summary>
    public Attribution Attribution { get; init; }

    /// <summary>What a row stands for.</summary>
    public ReportBy By { get; init; }

    /// <summary>Only these VMs; empty: all.</summary>
    public IReadOnlyList<int> Tgids { get; init; } = [];

    /// <summary>Only what comes at this time or later; null: from the beginning.</summary>
    public TraceTime? Since { get; init; }

    /// <summary>Only what comes before this time; null: to the end.</summary>
    public TraceTime? Until { get; init; }

    /// <summary>At most so many rows; null: all.</summary>
    public int? Top { get; init; }

    /// <summary>Vcpu ids a vcore (QEMU's vsmt), of every VM; null: inferred for each.</summary>
    public int? VcoreStride { get; init; }

    /// <summary>Counts over time are kept, too: the page and the comparison need them.</summary>
    public bool WithHistory { get; init; }

    /// <summary>The report does not depend on the order of events of different VMs: see <see cref="TraceOptions.OrderWithinVms"/>.</summary>
    public bool CountsByVm => Since is null && Until is null && !WithHistory;

    /// <summary>Guest exits are counted by trap; with <see cref="TraceOptions.WithEntries"/> their times and hcalls, too.</summary>
    public bool WithExits { get; init; }

    /// <summary>They are needed only where gang exits don't apply: where there is a run_core they aren't counted.</summary>
    public bool ExitsUnlessApplicable { get; init; }

    /// <summary>The VMs' names.</summary>
    public VmNames VmNames { get; init; } = VmNames.None;

    /// <summary>How the traces are read.</summary>
    public TraceOptions Read { get; init; } = TraceOptions.Default;
}
