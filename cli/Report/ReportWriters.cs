using GangExitStream.Reporting;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Report;

/// <summary>Creates the writer of a format.</summary>
internal static class ReportWriters
{
    public static IReportWriter Of(ReportOptions options, AppIo io) => options.Format switch
    {
        ReportFormat.Json => new ReportJson(io.Output),
        ReportFormat.Csv => new ReportCsv(io.Output),
        ReportFormat.Script => new ReportScript(io.Output),
        _ => Table(io),
    };

    // A separate method, so that the table's code is loaded only if it is requested.
    private static Table.ReportTable Table(AppIo io) => new(io);
}
