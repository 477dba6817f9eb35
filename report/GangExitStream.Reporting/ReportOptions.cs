using GangExitStream.Detection;
using GangExitStream.Traces;

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
    Cpu,
}

/// <summary>What <c>gangexit report</c> was asked for.</summary>
internal sealed record ReportOptions
{
    /// <summary>Paths; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Traces { get; init; }

    public ReportFormat Format { get; init; }

    public Attribution Attribution { get; init; }

    public ReportBy By { get; init; }

    /// <summary>Only these VMs; empty: all.</summary>
    public IReadOnlyList<int> Tgids { get; init; } = [];

    /// <summary>Only what comes at this time or later; null: from the beginning.</summary>
    public TraceTime? Since { get; init; }

    /// <summary>Only what comes before this time; null: to the end.</summary>
    public TraceTime? Until { get; init; }

    /// <summary>At most so many rows; null: all.</summary>
    public int? Top { get; init; }

    /// <summary>Vcpu ids a vcore (QEMU's vsmt), of every VM; null: inferred for each.</summary>
    public int? VcoreStride { get; init; }

    /// <summary>How the traces are read.</summary>
    public TraceOptions Read { get; init; } = TraceOptions.Default;
}
