using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Report;

/// <summary>Reads traces for a report, with progress on the terminal.</summary>
internal sealed class ReportReading(ReportOptions options, AppIo io)
{
    /// <summary>Each recording that the input holds, as it comes.</summary>
    public IEnumerable<ReportResult> Read(string trace, CancellationToken stop)
    {
        using var progress = new ProgressLine(trace, io);
        var traceOptions = options.Read with { Progress = io.ErrorIsTerminal ? progress.Report : null, OrderWithinVms = options.CountsByVm };
        using var reader = new TraceInput(io, stop).Open(trace, traceOptions);
        progress.LengthBytes = reader.Info.LengthBytes;
        var part = 1;
        for (var more = true; more; part++)
        {
            var result = new TraceReporter(options, stop).Report(trace, reader);
            more = !stop.IsCancellationRequested && reader.NextPart();
            yield return part > 1 || more ? result with { Part = part } : result;
        }
    }
}
