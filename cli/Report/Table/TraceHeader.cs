using System.Globalization;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Report.Table;

/// <summary>The lines above a trace's table.</summary>
internal static class TraceHeader
{
    public static void Write(TableOutput output, ReportResult result)
    {
        output.Line((result.Trace == TraceInput.StandardInput ? "standard input" : PlainText.Clean(result.Trace)) + (result.Part is { } part ? string.Create(CultureInfo.InvariantCulture, $", part {part}") : ""), TextStyle.Bold);
        output.Note(string.Join(" · ", Facts(result)));
    }

    private static IEnumerable<string> Facts(ReportResult result)
    {
        if (result.Info.Host is { } host)
            yield return "host " + PlainText.Clean(host);
        yield return ReportTexts.Of(result.Info.Form);
        yield return Words.Count(result.Summary.Events, "event") + (result.HasTimes ? $" in {Words.Duration(result.Span.DurationNs)}" : "");
        if (Words.WallTime(result.Span.FirstNs, result.Info.WallClockOffsetNs) is { } wall)
            yield return "recorded " + wall;
        if (result.Info.TicksClock is { } clock)
            yield return $"times are ticks of {clock}, not nanoseconds (--clock-hz N)";
        if (result.Info.Buffer is { } buffer)
            yield return $"buffer {buffer}";
        if (result.Info.Guests.Count > 0)
            yield return $"without the guests' own files ({string.Join(", ", result.Info.Guests)})";
        if (result.Attribution == Attribution.Tgid)
            yield return "attribution tgid, the original script's";
    }
}
