using GangExitStream.Cli.Report;
using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Diff;

namespace GangExitStream.Cli.Diff;

/// <summary>One call of <c>gangexit diff</c>.</summary>
internal sealed class DiffRun(ReportOptions options, DiffBy by, DiffMatch match, string format, AppIo io)
{
    public int Execute(CancellationToken stop)
    {
        var reader = new ReportReading(options, io);
        var diagnostics = new Diagnostics(io.Error);
        var results = new List<ReportResult>();
        var code = ExitCode.Done;
        foreach (var trace in options.Traces)
        {
            var result = Only(reader.Read(trace, stop));
            diagnostics.Write(result, notes: true);
            code = ExitCode.Worse(code, ExitCode.Of(result));
            results.Add(result);
        }
        if (code == ExitCode.Failed)
            return code;
        var diff = TraceDiff.Compare(results[0], results[1], by, match);
        Write(diff);
        return code;
    }

    /// <summary>An input with several recordings isn't compared: which of them would it be?</summary>
    private static ReportResult Only(IEnumerable<ReportResult> results)
    {
        ReportResult? only = null;
        foreach (var result in results)
        {
            if (only is not null)
                return only with { Part = null, Problem = "it holds several recordings, and a comparison is of one with one" };
            only = result;
        }
        return only! with { Problem = only.Problem ?? (only.Failed ? null : TraceDiff.Problem(only)) };
    }

    private void Write(DiffResult diff)
    {
        if (format == "json")
            DiffJson.Write(io.Output, diff);
        else if (format == "csv")
            DiffCsv.Write(io.Output, diff);
        else
            new DiffTable(io).Write(diff);
    }
}
