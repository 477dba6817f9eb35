using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Writers;

/// <summary>Writes the results of traces in one of the formats.</summary>
public interface IReportWriter
{
    /// <summary>Writes one trace's result.</summary>
    void Write(ReportResult result);

    /// <summary>Ends the output; writes what concerns all traces.</summary>
    void Finish()
    {
    }
}
