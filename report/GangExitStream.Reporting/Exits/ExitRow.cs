using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Exits;

/// <summary>Guest exits with one reason.</summary>
/// <param name="Tgid">The VM; null: all VMs; -1: not known, or beyond <see cref="ExitCollector.MaxVms"/>.</param>
/// <param name="Trap">Name of the trap or hcall; null: reasons beyond the cap (forged traces).</param>
/// <param name="Count">Number of guest exits.</param>
/// <param name="Ceded">Guest exits among them whose vcpu had ceded: their time out of the guest is idle time.</param>
/// <param name="Out">
/// Times from a guest exit to the vcpu's next guest_enter, in nanoseconds; without exits whose next enter is missing or follows a loss. Null:
/// guest_enter was not recorded.
/// </param>
public sealed record ExitRow(int? Tgid, string? Trap, long Count, long Ceded, TimeHistogram? Out);

/// <summary>The guest exits of a trace by trap.</summary>
public sealed record ExitReport
{
    /// <summary>Rows of all VMs together; largest count first.</summary>
    public required IReadOnlyList<ExitRow> All { get; init; }

    /// <summary>Rows of each VM, by tgid; largest count first.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<ExitRow>> ByVm { get; init; }

    /// <summary>Whether guest_enter was recorded, so that times out of the guest are known.</summary>
    public required bool HasTimes { get; init; }

    /// <summary>Whether hcall_enter was recorded, so that hcalls have names.</summary>
    public required bool HasHcalls { get; init; }
}
