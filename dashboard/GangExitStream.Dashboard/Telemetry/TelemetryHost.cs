using System.Net;
using System.Net.Sockets;
using GangExitStream.Dashboard.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>Metrics, health probes and systemd notifications of a long-running command.</summary>
public sealed class TelemetryHost : IAsyncDisposable
{
    private MetricsExport? _export;
    private HttpHost? _http;
    private SystemdNotifier? _systemd;

    private TelemetryHost()
    {
    }

    /// <summary>Starts what the settings and OpenTelemetry's variables request. When the port can't be opened, returns null and the problem.</summary>
    public static async Task<(TelemetryHost? Host, string? Problem)> StartAsync(
        string meter, string service, string version, TelemetrySettings settings, HealthProbes probes, Func<string, string?> environment)
    {
        var host = new TelemetryHost();
        try
        {
            await host.OpenAsync(meter, service, version, settings, probes, OtlpVariables.AreMetricsRequested(environment));
            host._systemd = SystemdNotifier.Start(environment, probes, TimeProvider.System);
            return (host, null);
        }
        catch (Exception e) when (e is SocketException or IOException) // IOException: the port is in use
        {
            await host.DisposeAsync();
            return (null, $"{settings.Address} port {settings.Port}: {e.GetBaseException().Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _systemd?.Dispose();
        if (_http is not null)
            await _http.DisposeAsync();
        _export?.Dispose();
    }

    private async Task OpenAsync(string meter, string service, string version, TelemetrySettings settings, HealthProbes probes, bool push)
    {
        if (settings.Port == 0 && !push)
            return;
        var export = _export = new MetricsExport(meter, service, version, push);
        if (settings.Port > 0)
            _http = await HttpHost.StartAsync(new IPEndPoint(await LocalAddress.ResolveAsync(settings.Address), settings.Port), paths => Map(paths, export, probes));
    }

    private static void Map(IEndpointRouteBuilder paths, MetricsExport export, HealthProbes probes)
    {
        paths.Map("/metrics", context => export.Scrape().SendAsync(context));
        paths.Map("/healthz", context => probes.Alive.SendAsync(context));
        paths.Map("/readyz", context => probes.Ready.SendAsync(context));
    }
}
