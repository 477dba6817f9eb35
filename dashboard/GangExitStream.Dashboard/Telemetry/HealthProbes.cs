using GangExitStream.Dashboard.Http;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>What /healthz and /readyz answer: null for yes, else why not.</summary>
/// <param name="WhyNotAlive">Why the process should be started again.</param>
/// <param name="WhyNotReady">Why it doesn't do its work now.</param>
internal sealed record HealthProbes(Func<string?> WhyNotAlive, Func<string?> WhyNotReady)
{
    public HttpAnswer Alive => Answer(WhyNotAlive());

    public HttpAnswer Ready => Answer(WhyNotReady());

    private static HttpAnswer Answer(string? why) => why is null ? new(200, "ok\n") : new(503, why + "\n");
}
