using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Diff;

/// <summary>What a row of a comparison stands for.</summary>
public enum DiffBy
{
    /// <summary>A VM.</summary>
    Vm,

    /// <summary>A trap, over all VMs.</summary>
    Trap,

    /// <summary>A vcore of a VM.</summary>
    Vcore,
}

/// <summary>How a VM before is found after.</summary>
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
    /// <summary>What people call it: the VM's name or tgid, the trap, "all".</summary>
    public required string Name { get; init; }

    /// <summary>The VM's process before; null: not of a VM, or not there.</summary>
    public int? TgidBefore { get; init; }

    /// <summary>The VM's process after.</summary>
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

    /// <summary>What a row stands for.</summary>
    public required DiffBy By { get; init; }

    /// <summary>How VMs were matched.</summary>
    public required DiffMatch Match { get; init; }

    /// <summary>Names of the metrics, in the order to be shown.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>Everything together.</summary>
    public required DiffRow Total { get; init; }

    /// <summary>Largest change of the first metric first, those that are more than the noise before the others.</summary>
    public required IReadOnlyList<DiffRow> Rows { get; init; }

    /// <summary>Windows that the first recording was cut into, and nanoseconds of one.</summary>
    public required (int Count, long Ns) WindowsBefore { get; init; }

    /// <summary>Likewise of the second.</summary>
    public required (int Count, long Ns) WindowsAfter { get; init; }

    /// <summary>Why gang exits aren't compared; null: they are.</summary>
    public string? Note { get; init; }
}
