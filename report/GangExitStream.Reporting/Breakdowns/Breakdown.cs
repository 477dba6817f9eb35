using GangExitStream.Reporting.History;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>The rows of a <c>--by</c> other than vm: the lists of that one are set.</summary>
public sealed record Breakdown
{
    /// <summary>No rows other than the VMs.</summary>
    public static Breakdown None { get; } = new();

    /// <summary>Rows of <c>--by vcore</c>; most gang exits first.</summary>
    public IReadOnlyList<VcoreRow>? Vcores { get; init; }

    /// <summary>Rows of <c>--by trap</c>; most gang exits first.</summary>
    public IReadOnlyList<TrapRow>? Traps { get; init; }

    /// <summary>As <see cref="Traps"/>, with a row for each VM and trap.</summary>
    public IReadOnlyList<TrapRow>? VmTraps { get; init; }

    /// <summary>Rows of <c>--by time</c>, in order.</summary>
    public IReadOnlyList<TimeRow>? Times { get; init; }

    /// <summary>Rows of <c>--by cpu</c>; most gang exits first.</summary>
    public IReadOnlyList<CpuRow>? Cpus { get; init; }

    /// <summary>Counts over time; null: not requested.</summary>
    internal TraceHistory? History { get; init; }
}
