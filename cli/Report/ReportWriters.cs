using GangExitStream.Reporting;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Report;

/// <summary>The writer of each format.</summary>
internal static class ReportWriters
{
    public static IReportWriter Of(ReportOptions options, AppIo io) => options.Format switch
    {
        ReportFormat.Json => new ReportJson(io.Output),
        ReportFormat.Csv => new ReportCsv(io.Output),
        ReportFormat.Script => new ReportScript(io.Output),
        _ => Table(io),
    };

    // In a method of its own: the terminal library is loaded only where a table is asked for.
    private static Table.ReportTable Table(AppIo io) => new(io);
}
