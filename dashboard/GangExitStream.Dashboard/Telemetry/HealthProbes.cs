using GangExitStream.Dashboard.Http;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>What /healthz and /readyz answer: null for yes, else why not.</summary>
/// <param name="WhyNotAlive">Why the process should be started again.</param>
/// <param name="WhyNotReady">Why it doesn't do its work now.</param>
public sealed record HealthProbes(Func<string?> WhyNotAlive, Func<string?> WhyNotReady)
{
    internal HttpAnswer Alive => Answer(WhyNotAlive());

    internal HttpAnswer Ready => Answer(WhyNotReady());

    private static HttpAnswer Answer(string? why) => why is null ? new(200, "ok\n") : new(503, why + "\n");
}
