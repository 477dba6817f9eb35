using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Report.Table;

/// <summary>For people: a trace's header, its rows, and what is to be known of its losses.</summary>
internal sealed class ReportTable(AppIo io) : IReportWriter
{
    private bool _begun;

    public void Write(ReportResult result)
    {
        using var output = new TableOutput(io);
        if (_begun)
            output.Line("");
        _begun = true;
        TraceHeader.Write(output, result);
        if (result.Verdict == TraceVerdict.OneThreadARun)
            output.Warn(ReportTexts.OneThreadARun);
        WriteRows(output, result);
        TraceFooter.Write(output, result);
    }

    private static void WriteRows(TableOutput output, ReportResult result)
    {
        if (!result.Applicable)
            output.Warn(ReportTexts.Of(result.Verdict) ?? ReportTexts.NotApplicable);
        else if (result.Rows.Vcores is { } vcores)
            RowGrids.WriteVcores(output, vcores);
        else if (result.Rows.Traps is { } traps)
            RowGrids.WriteTraps(output, traps);
        else if (result.Rows.Times is { } times)
            RowGrids.WriteTimes(output, times);
        else if (result.Vms.Count == 0)
            output.Note("no VM in it: not one of our events could be read");
        else
            new VmGrid(result).Write(output);
    }
}
