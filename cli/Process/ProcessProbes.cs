using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Processor.Kafka;

namespace GangExitStream.Cli.Process;

/// <summary>What the probes answer of a processor.</summary>
internal static class ProcessProbes
{
    /// <summary>Of a processor; null: it is still being made.</summary>
    public static HealthProbes Of(Func<ProcessStatus?> status) => new(
        () => status() is { IsStuck: true } ? $"stuck: nothing has moved for {ProcessStatus.StuckAfter.TotalSeconds:0} s" : null,
        () => status() is { IsReady: true } ? null : $"not ready: {Words(status()?.Phase)}");

    private static string Words(ProcessPhase? phase) => phase switch
    {
        null => "checking the topics",
        ProcessPhase.Starting => "joining the group",
        ProcessPhase.Restoring => "restoring state",
        ProcessPhase.BackingOff => "an attempt failed, the next one begins soon",
        _ => "stopping",
    };
}
