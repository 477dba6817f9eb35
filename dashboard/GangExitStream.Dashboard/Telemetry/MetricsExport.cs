using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using GangExitStream.Dashboard.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>
/// Exports the instruments of this program and of .NET with OpenTelemetry: for Prometheus to scrape, pushed to a collector, or both. Only this
/// class and <see cref="PrometheusReader"/> use OpenTelemetry, so its libraries are loaded only when metrics are exported.
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
        _build.CreateObservableGauge("gangexit.build.info", () => build, unit: null, "Always 1; the labels have the version of gangexit");
    }

    /// <summary>The current metrics in Prometheus' text format.</summary>
    public HttpAnswer Scrape() => _prometheus.Scrape();

    /// <summary>Pushes the remaining metrics and stops.</summary>
    public void Dispose()
    {
        _provider.Dispose();
        _build.Dispose();
        _prometheus.Dispose();
    }
}
