using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Exits;

/// <summary>Guest exits for one reason.</summary>
/// <param name="Tgid">The VM; null: of all. -1: of none that is known, or one beyond <see cref="ExitCollector.MaxVms"/>.</param>
/// <param name="Trap">Name of the trap, or of the hcall where the trace names it; null: reasons beyond the cap of a forged trace.</param>
/// <param name="Count">How many.</param>
/// <param name="Ceded">Those of them whose vcpu had ceded: the time out of the guest is then its idle time.</param>
/// <param name="Out">
/// From the exit to the vcpu's next guest_enter, nanoseconds: a value for each whose next enter was seen without a loss before it. Null where no
/// guest_enter was recorded.
/// </param>
public sealed record ExitRow(int? Tgid, string? Trap, long Count, long Ceded, TimeHistogram? Out);

/// <summary>The guest exits of a trace by trap.</summary>
public sealed record ExitReport
{
    /// <summary>Of all VMs together; most first.</summary>
    public required IReadOnlyList<ExitRow> All { get; init; }

    /// <summary>Of each VM, by process id; most first.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<ExitRow>> ByVm { get; init; }

    /// <summary>guest_enter was recorded: the times out of the guest are known.</summary>
    public required bool HasTimes { get; init; }

    /// <summary>hcall_enter was recorded: the hcalls have names.</summary>
    public required bool HasHcalls { get; init; }
}
