namespace GangExitStream.Reporting.Html;

/// <summary>How a page was made; it says so at its end.</summary>
/// <param name="Version">gangexit's.</param>
/// <param name="Command">The command line.</param>
/// <param name="At">When.</param>
public sealed record PageProvenance(string Version, string Command, DateTimeOffset At);
