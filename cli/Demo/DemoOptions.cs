using GangExitStream.Dashboard;
using GangExitStream.Producer.Pacing;

namespace GangExitStream.Cli.Demo;

/// <summary>What <c>gangexit demo</c> was asked for.</summary>
internal sealed record DemoOptions
{
    /// <summary>A path, or <c>-</c>; null: the sample.</summary>
    public string? Trace { get; init; }

    /// <summary>Null: the sample at a speed that can be watched where there is a terminal; else as fast as it goes.</summary>
    public ReplaySpeed? Speed { get; init; }

    /// <summary>The tracepoints' system.</summary>
    public string System { get; init; } = "kvm_hv";

    /// <summary>Where the fleet's page is served, until the demo is told to stop; null: it isn't.</summary>
    public DashboardSettings? Dashboard { get; init; }
}
