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
/// Kestrel on one port, HTTP/1.1 without TLS, GET and HEAD only. The builder is the empty one: no appsettings.json, no
/// ASPNETCORE_* or DOTNET_* variable and no log provider has a say, and signals stay the tool's own.
/// </summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private const int MaxHeaderBytes = 8192;

    /// <summary>Far more than a fleet's scrapers and probes need, and a few MB when all of them are silent.</summary>
    private const int MaxConnections = 1024;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private HttpHost(WebApplication app) => _app = app;

    /// <summary>Opens the port. Throws <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/> where that can't be.</summary>
    /// <param name="endPoint">Where to listen; [::] is every interface of IPv4, too.</param>
    /// <param name="map">Maps the paths; any other is answered with 404.</param>
    /// <param name="guard">Looks at every request first; null: any Host header will do.</param>
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

    /// <summary>The port that is open.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(IPEndPoint endPoint)
    {
        // A content root of our own: the working folder may be gone.
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

    /// <summary>Lives as long as whoever disposes of the host says; the framework's own would take SIGINT and SIGTERM for itself.</summary>
    private sealed class ToolLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
