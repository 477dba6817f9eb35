using System.Diagnostics.Metrics;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Producer;
using GangExitStream.Producer.Publishing;

namespace GangExitStream.Cli.Produce;

/// <summary>Lets <c>produce</c> be watched, from before there is a broker to its end.</summary>
internal sealed class ProduceWatch : IAsyncDisposable
{
    /// <summary>As docs/metrics.md has it.</summary>
    public const string MeterName = "GangExitStream.Producer";

    private const string ServiceName = "gangexit-produce";

    private TelemetryHost? _host;
    private EventPublisher? _publisher;

    public ProduceWatch() => Meter.CreateObservableGauge("gangexit.produce.ready", () => NotReadyReason() is null ? 1 : 0, unit: null, "1 when a broker has answered and deliveries come");

    public Meter Meter { get; } = new(MeterName);

    /// <summary>Starts what was asked for; why it can't be, else null.</summary>
    public async Task<string?> StartAsync(TelemetrySettings settings, Func<string, string?> environment)
    {
        (_host, var problem) = await TelemetryHost.StartAsync(MeterName, ServiceName, ToolVersion.Text, settings, new HealthProbes(static () => null, NotReadyReason), environment);
        return problem;
    }

    /// <summary>A broker has answered, and publishing begins.</summary>
    public void Attach(PublishTotals totals, EventPublisher publisher)
    {
        PublishInstruments.Create(Meter, totals, publisher);
        Volatile.Write(ref _publisher, publisher);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync(); // pushes what is left, so the meter goes last
        Meter.Dispose();
    }

    private string? NotReadyReason() => Volatile.Read(ref _publisher) switch
    {
        null => "not ready: no broker has answered so far",
        { IsUnreachable: true } => "not ready: no delivery to Kafka any more",
        _ => null,
    };
}
