namespace GangExitStream.Reporting.Breakdowns;

/// <summary>What happened in a stretch of time; runs belong to the time of their Exit.</summary>
internal sealed record TimeRow(long StartNs, long EndNs, long Runs, long GangExits, long Forced);
