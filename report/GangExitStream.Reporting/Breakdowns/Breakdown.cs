namespace GangExitStream.Reporting.Breakdowns;

/// <summary>The rows of a <c>--by</c> other than vm: one of the lists is there.</summary>
internal sealed record Breakdown
{
    public static Breakdown None { get; } = new();

    public IReadOnlyList<VcoreRow>? Vcores { get; init; }

    public IReadOnlyList<TrapRow>? Traps { get; init; }

    /// <summary>The same as <see cref="Traps"/>, a row for each VM and trap.</summary>
    public IReadOnlyList<TrapRow>? VmTraps { get; init; }

    public IReadOnlyList<TimeRow>? Times { get; init; }

    public IReadOnlyList<CpuRow>? Cpus { get; init; }
}
