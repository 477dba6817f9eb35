using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Processor.Kafka;

namespace GangExitStream.Cli.Process;

/// <summary>The answers of a processor's probes.</summary>
internal static class ProcessProbes
{
    /// <summary>The probes of a processor; a null status: it has not been created yet.</summary>
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
