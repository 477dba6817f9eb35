using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>Lets a command be watched for as long as it runs: metrics out, probes answered.</summary>
internal sealed class TelemetryHost : IDisposable
{
    private MetricsExport? _export;
    private HttpServer? _server;

    private TelemetryHost()
    {
    }

    /// <summary>Starts what the settings and OpenTelemetry's variables ask for; null, with the problem, where the port can't be opened.</summary>
    public static (TelemetryHost? Host, string? Problem) Start(
        string meter, string service, string version, TelemetrySettings settings, HealthProbes probes, Func<string, string?> environment)
    {
        var host = new TelemetryHost();
        try
        {
            host.Open(meter, service, version, settings, probes, OtlpVariables.AskForMetrics(environment));
            return (host, null);
        }
        catch (SocketException e)
        {
            host.Dispose();
            return (null, $"{settings.Address} port {settings.Port}: {e.Message}");
        }
    }

    public void Dispose()
    {
        _server?.Dispose();
        _export?.Dispose();
    }

    private void Open(string meter, string service, string version, TelemetrySettings settings, HealthProbes probes, bool push)
    {
        if (settings.Port == 0 && !push)
            return;
        var export = _export = new MetricsExport(meter, service, version, push);
        if (settings.Port > 0)
            _server = new HttpServer(Resolve(settings.Address), settings.Port, path => Answer(path, export, probes));
    }

    private static HttpAnswer Answer(string path, MetricsExport export, HealthProbes probes) => path switch
    {
        "/metrics" => export.Scrape(),
        "/healthz" => probes.Alive,
        "/readyz" => probes.Ready,
        _ => HttpAnswer.NotFound,
    };

    // Of a name's addresses an IPv4 one: a localhost that is ::1 may not even be configured.
    private static IPAddress Resolve(string address) => IPAddress.TryParse(address, out var ip)
        ? ip
        : Dns.GetHostAddresses(address).OrderBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
}
