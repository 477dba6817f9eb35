using System.Globalization;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Report;

/// <summary>Writes the problems of a trace to standard error.</summary>
internal sealed class Diagnostics(TextWriter error)
{
    /// <summary>Writes each finding; with <paramref name="notes"/> also the notes that a table has about losses and POWER9.</summary>
    public void Write(ReportResult result, bool notes)
    {
        var summary = result.Summary;
        foreach (var damage in summary.Damage)
            Line(result, damage.ToString());
        if (summary.DamageCount > summary.Damage.Count)
            Line(result, $"(and {Number(summary.DamageCount - summary.Damage.Count)} more)");
        if (result.Problem is { } problem)
            Line(result, problem);
        if (notes && !result.Failed)
            WriteNotes(result);
        if (result.Interrupted)
            Line(result, "interrupted: this is what had been read so far");
    }

    private void WriteNotes(ReportResult result)
    {
        var summary = result.Summary;
        if (summary.Lost > 0)
            Line(result, $"{Number(summary.Lost)} samples lost by the recorder: the counts are of what is there");
        if (summary.OutOfOrder > 0)
            Line(result, $"{Number(summary.OutOfOrder)} events came out of order");
        if (ReportTexts.Of(result.Verdict, result.Recorded) is { } verdict)
            Line(result, verdict);
        if (result.Info.TicksClock is { } clock)
            Line(result, $"times are ticks of {clock}, not nanoseconds: --clock-hz N gives their rate ({(clock == "uptime" ? "of this clock: 100" : "the POWER timebase: 512000000")})");
    }

    /// <summary>Writes a line about a trace.</summary>
    public void Line(ReportResult result, string text) => error.WriteLine($"gangexit: {PlainText.Clean(result.Trace)}{(result.Part is { } part ? string.Create(CultureInfo.InvariantCulture, $", part {part}") : "")}: {PlainText.Clean(text)}");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
