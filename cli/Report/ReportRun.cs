using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Report;

/// <summary>One call of <c>gangexit report</c>: each trace in turn, whatever became of the others.</summary>
internal sealed class ReportRun(ReportOptions options, PageFile? page, AppIo io)
{
    public int Execute(CancellationToken stop)
    {
        var writer = ReportWriters.Of(options, io);
        using var file = page?.Open(io.Time);
        var diagnostics = new Diagnostics(io.Error);
        var code = ExitCode.Done;
        foreach (var trace in options.Traces)
        {
            if (stop.IsCancellationRequested)
                break;
            foreach (var result in Read(trace, stop))
            {
                if (!result.Failed)
                {
                    writer.Write(result);
                    file?.Report.Write(result);
                }
                diagnostics.Write(result, notes: options.Format != ReportFormat.Table);
                code = ExitCode.Worse(code, ExitCode.Of(result));
            }
        }
        writer.Finish();
        file?.Finish();
        return code;
    }

    /// <summary>Each recording that the input holds, as it comes.</summary>
    private IEnumerable<ReportResult> Read(string trace, CancellationToken stop)
    {
        using var progress = new ProgressLine(trace, io);
        var traceOptions = options.Read with { Progress = io.ErrorIsTerminal ? progress.Report : null };
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
