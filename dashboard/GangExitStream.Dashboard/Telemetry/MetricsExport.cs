using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using GangExitStream.Dashboard.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>
/// OpenTelemetry's part: our instruments and .NET's own, collected for Prometheus, pushed to a collector, or both. Nothing else
/// is reached but through this class and its scrape, so its libraries are loaded only where they are used.
/// </summary>
internal sealed class MetricsExport : IDisposable
{
    private const string RuntimeMeter = "System.Runtime";
    private const string BuildMeter = "GangExitStream.Build";

    private readonly Meter _build = new(BuildMeter);
    private readonly PrometheusReader _prometheus = new();
    private readonly MeterProvider _provider;

    public MetricsExport(string meter, string service, string version, bool push)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(service, serviceVersion: version).AddEnvironmentVariableDetector())
            .AddMeter(meter, RuntimeMeter, BuildMeter)
            .AddReader(_prometheus.Reader);
        _provider = (push ? builder.AddOtlpExporter() : builder).Build();
        Measurement<int> build = new(1, new("version", version), new("code", RuntimeFeature.IsDynamicCodeCompiled ? "jit" : "machine"));
        _build.CreateObservableGauge("gangexit.build.info", () => build, unit: null, "Always 1; the labels say which gangexit this is");
    }

    /// <summary>The metrics as they are now.</summary>
    public HttpAnswer Scrape() => _prometheus.Scrape();

    /// <summary>Pushes what is left.</summary>
    public void Dispose()
    {
        _provider.Dispose();
        _build.Dispose();
        _prometheus.Dispose();
    }
}
