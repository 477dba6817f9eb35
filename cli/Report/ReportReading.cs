using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Report.Table;
using GangExitStream.Pages;
using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Report;

/// <summary>Reads traces for a report, with progress on the terminal.</summary>
internal sealed class ReportReading(ReportOptions options, AppIo io)
{
    /// <summary>Yields the report of each recording in the input.</summary>
    public IEnumerable<ReportResult> Read(string trace, CancellationToken stop)
    {
        using var progress = new ProgressLine(PlainText.Clean(trace), io);
        var traceOptions = options.Read with
        {
            Progress = io.ErrorIsTerminal && io.Verbosity != Verbosity.Quiet ? progress.Report : null,
            OrderWithinVms = options.CountsByVm,
            WithRegisters = false,
        };
        using var reader = new TraceInput(io, stop).Open(trace, traceOptions);
        progress.LengthBytes = reader.Info.LengthBytes;
        var part = 1;
        var copies = new PartCopies();
        var begun = io.Time.GetTimestamp();
        for (var more = true; more; part++)
        {
            var result = new TraceReporter(options, stop).Report(trace, reader);
            more = !stop.IsCancellationRequested && reader.NextPart();
            if (part > 1 || more)
                result = result with { Part = part };
            copies.Check(result);
            if (io.Verbosity == Verbosity.Verbose)
                WriteDetails(result, io.Time.GetElapsedTime(begun));
            yield return result;
        }
    }

    // Bytes and time are those of the whole input so far, if it has several recordings.
    private void WriteDetails(ReportResult result, TimeSpan time)
    {
        var summary = result.Summary;
        var bytes = summary.Origin + summary.Bytes;
        var speed = string.Create(CultureInfo.InvariantCulture, $"{Quantity.Bytes(bytes)} in {time.TotalSeconds:F2} s, {bytes / 1e6 / Math.Max(time.TotalSeconds, 1e-3):N0} MB/s");
        new Diagnostics(io.Error).Line(
            result,
            $"{ReportTexts.Of(result.Info.Form)}, {Words.Count(summary.Events, "event")} ({Words.Count(summary.GuestExits, "guest exit")}, {Words.Count(summary.RunCores, "run_core")}), {speed}");
    }
}
