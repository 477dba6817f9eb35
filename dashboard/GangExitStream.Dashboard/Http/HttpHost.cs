using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GangExitStream.Dashboard.Http;

/// <summary>
/// Kestrel on one port, HTTP/1.1 without TLS, GET and HEAD only. It uses the empty builder: no appsettings.json, no
/// ASPNETCORE_* or DOTNET_* variables, no log providers, and no handling of signals, which the tool does itself.
/// </summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private const int MaxHeaderBytes = 8192;

    /// <summary>More than the scrapers and probes of a fleet need; idle they take a few MB of memory.</summary>
    private const int MaxConnections = 1024;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private HttpHost(WebApplication app) => _app = app;

    /// <summary>Opens the port. Throws <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/> when that fails.</summary>
    /// <param name="endPoint">The address to listen on; [::] includes all IPv4 interfaces.</param>
    /// <param name="map">Maps the paths; other paths get 404.</param>
    /// <param name="guard">Middleware that checks every request first; null: every Host header is accepted.</param>
    public static async Task<HttpHost> StartAsync(IPEndPoint endPoint, Action<IEndpointRouteBuilder> map, Func<HttpContext, RequestDelegate, Task>? guard = null)
    {
        var app = Build(endPoint);
        try
        {
            if (guard is not null)
                app.Use(guard);
            app.Use(OnlyGetAndHead);
            map(app);
            app.MapFallback("{**path}", (guard is null ? HttpAnswer.NotFound : HttpAnswer.NoPage).SendAsync);
            await app.StartAsync();
            return new HttpHost(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The open port.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(IPEndPoint endPoint)
    {
        // An explicit content root, because the default, the working folder, may not exist any more.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, endPoint));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, ToolLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTimeout);
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions options, IPEndPoint endPoint)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.KeepAliveTimeout = IdleTimeout;
        options.Limits.RequestHeadersTimeout = HeadersTimeout;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        options.Limits.MaxRequestLineSize = MaxHeaderBytes;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static Task OnlyGetAndHead(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? next(context) : HttpAnswer.NotAllowed.SendAsync(context);

    /// <summary>Replaces the framework's lifetime, which would handle SIGINT and SIGTERM. The host lives until it is disposed.</summary>
    private sealed class ToolLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
