namespace GangExitStream.Cli.Report;

/// <summary>Writes the traces' results, one after the other, in one of the formats.</summary>
internal interface IReportWriter
{
    void Write(ReportResult result);
}
