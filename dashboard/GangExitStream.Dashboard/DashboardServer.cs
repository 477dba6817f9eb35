using System.Net;
using System.Net.Sockets;
using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Dashboard.Http;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Dashboard.Web;
using GangExitStream.Pages;
using GangExitStream.Subscriber;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GangExitStream.Dashboard;

/// <summary>The dashboard's server: pages, API, stream, metrics and probes of one store.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private readonly FleetStore _store;
    private readonly SnapshotCache _snapshots;
    private readonly UpdateStream _stream;
    private readonly StaticFiles _files = new();
    private readonly PageShell _shell;
    private readonly DashboardMetrics _metrics;
    private HttpHost? _http;
    private Task _sending = Task.CompletedTask;

    private DashboardServer(FleetStore store, DashboardSettings settings, string version, TimeProvider time, bool push)
    {
        _store = store;
        _snapshots = new SnapshotCache(store, time);
        _stream = new UpdateStream(store, _snapshots, time);
        _shell = new PageShell(_files, version);
        _metrics = new DashboardMetrics(store, _snapshots, settings.VmMetrics, _stream, version, push);
    }

    /// <summary>The open port.</summary>
    public int Port => _http!.Port;

    internal UpdateStream Stream => _stream;

    /// <summary>Opens the port; null with the problem if it can't be opened.</summary>
    /// <param name="settings">Address and port.</param>
    /// <param name="store">The store to show.</param>
    /// <param name="version">The tool's version.</param>
    /// <param name="time">The clock.</param>
    /// <param name="environment">Reads environment variables, for OpenTelemetry.</param>
    public static async Task<(DashboardServer? Server, string? Problem)> StartAsync(DashboardSettings settings, FleetStore store, string version, TimeProvider time, Func<string, string?> environment)
    {
        var server = new DashboardServer(store, settings, version, time, OtlpVariables.AreMetricsRequested(environment));
        try
        {
            var address = await LocalAddress.ResolveAsync(settings.Address);
            var guard = new PageGuard(new HostNames(address, settings.Address));
            server._http = await HttpHost.StartAsync(new IPEndPoint(address, settings.Port), server.Map, guard.CheckAsync);
            server._sending = Task.Run(server._stream.RunAsync);
            return (server, null);
        }
        catch (Exception e) when (e is SocketException or IOException) // IOException: the port is in use
        {
            await server.DisposeAsync();
            return (null, $"{settings.Address} port {settings.Port}: {e.GetBaseException().Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stream.Stop(); // first, because the server waits for open requests
        await _sending;
        if (_http is not null)
            await _http.DisposeAsync();
        _metrics.Dispose();
        _stream.Dispose();
    }

    private void Map(IEndpointRouteBuilder paths)
    {
        var probes = new HealthProbes(static () => null, () => _store.Status is { CaughtUp: true } ? null : "not ready: the topic's history is being read");
        paths.Map("/", context => SendPageAsync(context, html => FleetPage.Write(html, _shell, _store, _snapshots.Get(), FleetQuery.Of(context.Request.Query))));
        paths.Map("/vm/{**vm}", SendVmAsync);
        paths.Map("/api/vms", SendVmsAsync);
        paths.Map("/api/vms/{**vm}", SendOneAsync);
        paths.Map("/api/stream", _stream.ServeAsync);
        paths.Map("/assets/{name}", _files.SendAsync);
        paths.Map("/metrics", context => _metrics.Scrape().SendAsync(context));
        paths.Map("/healthz", context => probes.Alive.SendAsync(context));
        paths.Map("/readyz", context => probes.Ready.SendAsync(context));
    }

    private Task SendVmAsync(HttpContext context)
    {
        if (VmAddress.Of(context, "/vm") is not { } vm)
            return HttpAnswer.NoPage.SendAsync(context);
        var sums = _store.ReadVms(vm.Host, vm.Tgid);
        return SendPageAsync(context, html => VmPage.Write(html, _shell, _store, _store.Status, vm, sums), sums.Count == 0 ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    private Task SendVmsAsync(HttpContext context)
    {
        var query = FleetQuery.Of(context.Request.Query);
        IEnumerable<VmSums> vms = query.Order(query.Find(_snapshots.Get()));
        if (query.Limit is { } limit)
            vms = vms.Skip((int)Math.Min(int.MaxValue, (query.Page - 1L) * limit)).Take(limit);
        return JsonArray.SendAsync(context, vms, VmsJson.Write);
    }

    // HOST/TGID, or HOST/TGID/windows
    private Task SendOneAsync(HttpContext context)
    {
        if (VmAddress.Of(context, "/api/vms") is { } one && _store.ReadVms(one.Host, one.Tgid) is { Count: > 0 } sums)
            return JsonArray.SendAsync(context, sums, VmsJson.Write);
        if (VmAddress.Of(context, "/api/vms", "/windows") is { } vm && _store.ReadVms(vm.Host, vm.Tgid).Count > 0)
            return JsonArray.SendAsync(context, _store.ReadWindows(vm.Host, vm.Tgid), static (window, json) => WatchedCount.WriteJson(in window, json));
        return HttpAnswer.NoPage.SendAsync(context);
    }

    private static async Task SendPageAsync(HttpContext context, Action<HtmlWriter> write, int status = StatusCodes.Status200OK)
    {
        using var text = new StringWriter { NewLine = "\n" };
        write(new HtmlWriter(text));
        await new HttpAnswer(status, text.ToString(), "text/html; charset=utf-8").SendAsync(context);
    }
}

/// <summary>Settings of the dashboard's server.</summary>
/// <param name="Address">An address or name of this host.</param>
/// <param name="Port">The port; 0: any free one.</param>
/// <param name="VmMetrics">Number of VMs, those with the largest lost share, with separate series in /metrics.</param>
public sealed record DashboardSettings(string Address, int Port, int VmMetrics = 0);
