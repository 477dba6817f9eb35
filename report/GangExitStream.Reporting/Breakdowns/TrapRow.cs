namespace GangExitStream.Reporting.Breakdowns;

/// <summary>What is counted of one trap.</summary>
/// <param name="Trap">Its name; null for the gang exits whose trigger the trace doesn't tell.</param>
/// <param name="GuestExits">Guest exits with it.</param>
/// <param name="Ceded">Those of them whose vcpu had ceded.</param>
/// <param name="GangExits">Gang exits that it triggered.</param>
/// <param name="Tgid">The VM; null: of all.</param>
internal sealed record TrapRow(string? Trap, long GuestExits, long Ceded, long GangExits, int? Tgid = null);
