namespace GangExitStream.Dashboard.Telemetry;

/// <summary>
/// OpenTelemetry's own variables. Those that say where to push and how are read by its library; here only whether to push at all:
/// nothing is sent anywhere unless an endpoint is named.
/// </summary>
internal static class OtlpVariables
{
    public static bool AskForMetrics(Func<string, string?> environment)
    {
        var isNamed = !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_ENDPOINT")) || !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"));
        return isNamed && !Is(environment("OTEL_SDK_DISABLED"), "true") && !Is(environment("OTEL_METRICS_EXPORTER"), "none");
    }

    private static bool Is(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);
}
