using GangExitStream.Dashboard.Http;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>The checks behind /healthz and /readyz. Each returns null for yes, or the reason for no.</summary>
/// <param name="NotAliveReason">Why the process should be restarted.</param>
/// <param name="NotReadyReason">Why the process does not do its work at present.</param>
public sealed record HealthProbes(Func<string?> NotAliveReason, Func<string?> NotReadyReason)
{
    internal HttpAnswer Alive => Answer(NotAliveReason());

    internal HttpAnswer Ready => Answer(NotReadyReason());

    private static HttpAnswer Answer(string? why) => why is null ? new(200, "ok\n") : new(503, why + "\n");
}
