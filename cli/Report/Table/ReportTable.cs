using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Writers;

namespace GangExitStream.Cli.Report.Table;

/// <summary>Writes a trace's header, its rows, and notes about losses, for a terminal.</summary>
internal sealed class ReportTable(AppIo io) : IReportWriter
{
    private readonly TraceTotals _totals = new();
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
        _totals.Add(result);
    }

    public void Finish()
    {
        using var output = new TableOutput(io);
        _totals.Write(output);
    }

    private static void WriteExits(TableOutput output, ReportResult result)
    {
        if (!result.Applicable)
            output.Warn(ReportTexts.Of(result.Verdict, result.Recorded) ?? ReportTexts.NotApplicable);
        if (result.Exits is { All.Count: > 0 } exits)
            ExitGrid.Write(output, result, exits);
        else if (result.Applicable)
            output.Note("no guest exit is in it, or in the part that was asked for");
    }

    private static void WriteRows(TableOutput output, ReportResult result)
    {
        if (result.Verdict == TraceVerdict.Nothing)
            output.Warn(ReportTexts.Nothing(result));
        else if (!result.Applicable || result.IsByExit)
            WriteExits(output, result);
        else if (result.Rows.Vcores is { } vcores)
            RowGrids.WriteVcores(output, result, vcores);
        else if (result.Rows.Traps is { } traps)
            RowGrids.WriteTraps(output, result, traps);
        else if (result.Rows.Times is { } times && result.HasTimes)
            RowGrids.WriteTimes(output, times);
        else if (result.Rows.Times is not null)
            output.Warn("the trace has no times: there are no rows by time");
        else if (result.Rows.Cpus is { } cpus)
            RowGrids.WriteCpus(output, result, cpus);
        else if (result.Vms.Count == 0)
            output.Note("no VM that was asked for is in it");
        else
            new VmGrid(result).Write(output);
    }
}
