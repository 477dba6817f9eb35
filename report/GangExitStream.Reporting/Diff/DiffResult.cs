using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Diff;

/// <summary>The kind of the rows of a comparison.</summary>
public enum DiffBy
{
    /// <summary>A VM.</summary>
    Vm,

    /// <summary>A trap, over all VMs.</summary>
    Trap,

    /// <summary>A vcore of a VM.</summary>
    Vcore,
}

/// <summary>How VMs of the two traces are matched.</summary>
public enum DiffMatch
{
    /// <summary>By name; VMs without one by tgid.</summary>
    Name,

    /// <summary>By tgid.</summary>
    Tgid,

    /// <summary>Not at all: only the totals are compared.</summary>
    Total,
}

/// <summary>One row: its numbers before and after.</summary>
public sealed record DiffRow
{
    /// <summary>The name shown: the VM's name or tgid, the trap, "all".</summary>
    public required string Name { get; init; }

    /// <summary>The VM's process before; null: not a VM, or not present.</summary>
    public int? TgidBefore { get; init; }

    /// <summary>The VM's process after; null: not a VM, or not present.</summary>
    public int? TgidAfter { get; init; }

    /// <summary>The vcore's number in its VM.</summary>
    public int? Vcore { get; init; }

    /// <summary>The trap's name.</summary>
    public string? Trap { get; init; }

    /// <summary>The changes by the metric's name; the same metrics in all rows.</summary>
    public required IReadOnlyDictionary<string, Change> Changes { get; init; }
}

/// <summary>Two reports compared.</summary>
public sealed record DiffResult
{
    /// <summary>The first report.</summary>
    public required ReportResult Before { get; init; }

    /// <summary>The second report.</summary>
    public required ReportResult After { get; init; }

    /// <summary>The kind of the rows.</summary>
    public required DiffBy By { get; init; }

    /// <summary>How VMs were matched.</summary>
    public required DiffMatch Match { get; init; }

    /// <summary>Names of the metrics, in the order to be shown.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>All rows together.</summary>
    public required DiffRow Total { get; init; }

    /// <summary>Significant changes of the first metric first; within both groups the largest change first.</summary>
    public required IReadOnlyList<DiffRow> Rows { get; init; }

    /// <summary>Number of windows of the first recording, and nanoseconds of one.</summary>
    public required (int Count, long Ns) WindowsBefore { get; init; }

    /// <summary>Number of windows of the second recording, and nanoseconds of one.</summary>
    public required (int Count, long Ns) WindowsAfter { get; init; }

    /// <summary>Why gang exits aren't compared; null: they are.</summary>
    public string? Note { get; init; }
}
