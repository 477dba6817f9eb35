using GangExitStream.Processor.Running;

namespace GangExitStream.Cli.Telemetry;

/// <summary>What /healthz and /readyz answer: null for yes, else why not.</summary>
/// <param name="WhyNotAlive">Why the process should be started again.</param>
/// <param name="WhyNotReady">Why it doesn't do its work now.</param>
internal sealed record HealthProbes(Func<string?> WhyNotAlive, Func<string?> WhyNotReady)
{
    public HttpAnswer Alive => Answer(WhyNotAlive());

    public HttpAnswer Ready => Answer(WhyNotReady());

    /// <summary>Of a processor; null: it is still being made.</summary>
    public static HealthProbes Of(Func<ProcessStatus?> status) => new(
        () => status() is { IsStuck: true } ? $"stuck: nothing has moved for {ProcessStatus.StuckAfter.TotalSeconds:0} s" : null,
        () => status() is { IsReady: true } ? null : $"not ready: {Words(status()?.Phase)}");

    private static HttpAnswer Answer(string? why) => why is null ? new(200, "ok\n") : new(503, why + "\n");

    private static string Words(ProcessPhase? phase) => phase switch
    {
        null => "checking the topics",
        ProcessPhase.Starting => "joining the group",
        ProcessPhase.Restoring => "restoring state",
        ProcessPhase.BackingOff => "an attempt failed, the next one begins soon",
        _ => "stopping",
    };
}
