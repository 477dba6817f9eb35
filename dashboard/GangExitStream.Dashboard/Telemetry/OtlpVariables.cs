namespace GangExitStream.Dashboard.Telemetry;

/// <summary>
/// Decides from OpenTelemetry's environment variables whether metrics are pushed: only when an endpoint is set. OpenTelemetry's library reads
/// the endpoint and the other variables.
/// </summary>
internal static class OtlpVariables
{
    public static bool AreMetricsRequested(Func<string, string?> environment)
    {
        var isNamed = !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_ENDPOINT")) || !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"));
        return isNamed && !Is(environment("OTEL_SDK_DISABLED"), "true") && !Is(environment("OTEL_METRICS_EXPORTER"), "none");
    }

    private static bool Is(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);
}
