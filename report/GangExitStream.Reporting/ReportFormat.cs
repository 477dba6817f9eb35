namespace GangExitStream.Reporting;

/// <summary>The output format.</summary>
public enum ReportFormat
{
    /// <summary>Tables for a terminal.</summary>
    Table,

    /// <summary>JSON lines: one object per trace.</summary>
    Json,

    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>The original script's output.</summary>
    Script,
}
