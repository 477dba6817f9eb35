using GangExitStream.Dashboard;
using GangExitStream.Producer.Pacing;

namespace GangExitStream.Cli.Demo;

/// <summary>Options of <c>gangexit demo</c>.</summary>
internal sealed record DemoOptions
{
    /// <summary>The trace's path, or <c>-</c>; null: the built-in sample.</summary>
    public string? Trace { get; init; }

    /// <summary>The replay speed; null: <see cref="DemoTrace.SampleSpeed"/> for the sample on a terminal, otherwise the maximum.</summary>
    public ReplaySpeed? Speed { get; init; }

    /// <summary>The tracepoints' system.</summary>
    public string System { get; init; } = "kvm_hv";

    /// <summary>Settings of the dashboard, which is served until the demo is stopped; null: none.</summary>
    public DashboardSettings? Dashboard { get; init; }
}
