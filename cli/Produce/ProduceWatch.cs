using System.Diagnostics.Metrics;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Producer;
using GangExitStream.Producer.Publishing;

namespace GangExitStream.Cli.Produce;

/// <summary>Metrics and probes of <c>produce</c>, available before a broker answers.</summary>
internal sealed class ProduceWatch : IAsyncDisposable
{
    /// <summary>The meter of docs/metrics.md.</summary>
    public const string MeterName = "GangExitStream.Producer";

    private const string ServiceName = "gangexit-produce";

    private TelemetryHost? _host;
    private EventPublisher? _publisher;

    public ProduceWatch() => Meter.CreateObservableGauge("gangexit.produce.ready", () => NotReadyReason() is null ? 1 : 0, unit: null, "1 when a broker has answered and deliveries come");

    public Meter Meter { get; } = new(MeterName);

    /// <summary>Starts the requested telemetry. Returns the problem; null: none.</summary>
    public async Task<string?> StartAsync(TelemetrySettings settings, Func<string, string?> environment)
    {
        (_host, var problem) = await TelemetryHost.StartAsync(MeterName, ServiceName, ToolVersion.Text, settings, new HealthProbes(static () => null, NotReadyReason), environment);
        return problem;
    }

    /// <summary>Sets the publisher when a broker has answered.</summary>
    public void Attach(PublishTotals totals, EventPublisher publisher)
    {
        PublishInstruments.Create(Meter, totals, publisher);
        Volatile.Write(ref _publisher, publisher);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync(); // exports the last values, so the meter is disposed after it
        Meter.Dispose();
    }

    private string? NotReadyReason() => Volatile.Read(ref _publisher) switch
    {
        null => "not ready: no broker has answered so far",
        { IsUnreachable: true } => "not ready: no delivery to Kafka any more",
        _ => null,
    };
}
