namespace GangExitStream.Reporting.Analysis;

/// <summary>How often a trap was counted.</summary>
internal sealed record TrapCount(string Name, long Count);
