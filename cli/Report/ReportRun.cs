using GangExitStream.Cli.Options;
using GangExitStream.Reporting;

namespace GangExitStream.Cli.Report;

/// <summary>Runs <c>gangexit report</c>: each trace in turn, also after a failure of another one.</summary>
internal sealed class ReportRun(ReportOptions options, PageFile? page, AppIo io)
{
    public int Execute(CancellationToken stop)
    {
        var writer = ReportWriters.Of(options, io);
        using var file = page?.Open(io.Time);
        var reading = new ReportReading(options, io);
        var diagnostics = new Diagnostics(io.Error);
        var code = ExitCode.Done;
        foreach (var trace in options.Traces)
        {
            if (stop.IsCancellationRequested)
                break;
            foreach (var result in reading.Read(trace, stop))
            {
                if (!result.Failed)
                {
                    writer.Write(result);
                    file?.Report.Write(result);
                }
                diagnostics.Write(result, notes: options.Format != ReportFormat.Table && io.Verbosity != Verbosity.Quiet);
                code = ExitCode.Worse(code, ExitCode.Of(result));
            }
        }
        writer.Finish();
        file?.Finish();
        return code;
    }
}
