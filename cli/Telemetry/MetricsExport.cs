using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GangExitStream.Cli.Telemetry;

/// <summary>
/// OpenTelemetry's half: our instruments and .NET's own to Prometheus, to a collector, or both. Nobody else touches its types, so
/// its libraries are loaded only where they are used.
/// </summary>
internal static class MetricsExport
{
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>Serves and pushes until it is disposed of, which pushes what is left.</summary>
    public static IDisposable Start(string meter, string service, IReadOnlyList<string>? prefixes, bool push)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(service, serviceVersion: ToolVersion.Text).AddEnvironmentVariableDetector())
            .AddMeter(meter, RuntimeMeter);
        if (push)
            builder = builder.AddOtlpExporter();
        if (prefixes is not null)
            builder = builder.AddPrometheusHttpListener(options => Serve(options, prefixes));
        return builder.Build();
    }

    private static void Serve(OpenTelemetry.Exporter.PrometheusHttpListenerOptions options, IReadOnlyList<string> prefixes)
    {
        options.ScopeInfoEnabled = false; // one meter of ours: a label on every sample would say nothing
        options.ConfigureHttpListener = (_, listener) =>
        {
            listener.Prefixes.Clear(); // its own options know one host only, and no '*'
            foreach (var prefix in prefixes)
                listener.Prefixes.Add(prefix + "metrics/");
        };
    }
}
