namespace GangExitStream.Reporting.Html;

/// <summary>How a page was made; shown at its end.</summary>
/// <param name="Version">Version of gangexit.</param>
/// <param name="Command">The command line.</param>
/// <param name="At">Time of creation.</param>
public sealed record PageProvenance(string Version, string Command, DateTimeOffset At);
