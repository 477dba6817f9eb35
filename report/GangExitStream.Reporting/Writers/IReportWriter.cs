using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Writers;

/// <summary>Writes the traces' results, one after the other, in one of the formats.</summary>
public interface IReportWriter
{
    /// <summary>Writes one trace's result.</summary>
    void Write(ReportResult result);

    /// <summary>There are no more: what is to be said of all of them.</summary>
    void Finish()
    {
    }
}
