using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Cli.Telemetry;

/// <summary>Lets a command be watched for as long as it runs: metrics out, probes answered.</summary>
internal sealed class TelemetryHost : IDisposable
{
    private readonly List<IDisposable> _parts = [];

    private TelemetryHost()
    {
    }

    /// <summary>Starts what the settings and OpenTelemetry's variables ask for; null, with the problem, where the port can't be opened.</summary>
    public static (TelemetryHost? Host, string? Problem) Start(
        string meter, string service, TelemetrySettings settings, HealthProbes probes, Func<string, string?> environment)
    {
        var host = new TelemetryHost();
        try
        {
            host.Open(meter, service, settings, probes, OtlpVariables.AskForMetrics(environment));
            return (host, null);
        }
        catch (Exception e) when (e.GetBaseException() is HttpListenerException or SocketException)
        {
            host.Dispose();
            return (null, $"{settings.Address} port {settings.Port}: {e.GetBaseException().Message}");
        }
    }

    public void Dispose()
    {
        foreach (var part in _parts)
            part.Dispose();
        _parts.Clear();
    }

    private void Open(string meter, string service, TelemetrySettings settings, HealthProbes probes, bool push)
    {
        var prefixes = settings.Port == 0 ? null : ListenAddress.Prefixes(settings.Address, settings.Port).ToList();
        if (prefixes is not null || push)
            _parts.Add(MetricsExport.Start(meter, service, prefixes, push));
        if (prefixes is not null)
            _parts.Add(new HealthServer(prefixes, probes)); // last: whoever sees it alive can read its metrics
    }
}
