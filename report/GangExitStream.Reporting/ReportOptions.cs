using GangExitStream.Detection;

namespace GangExitStream.Reporting;

/// <summary>How results are written.</summary>
internal enum ReportFormat
{
    Table,
    Json,
    Csv,
    Script,
}

/// <summary>What a row stands for.</summary>
internal enum ReportBy
{
    Vm,
    Vcore,
    Trap,
    Time,
}

/// <summary>What <c>gangexit report</c> was asked for.</summary>
internal sealed record ReportOptions
{
    /// <summary>Paths; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Traces { get; init; }

    public ReportFormat Format { get; init; }

    public Attribution Attribution { get; init; }

    public ReportBy By { get; init; }

    /// <summary>The tracepoints' system.</summary>
    public string System { get; init; } = "kvm_hv";
}
