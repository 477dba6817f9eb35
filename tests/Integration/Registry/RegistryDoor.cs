using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace GangExitStream.Tests.Integration.Registry;

/// <summary>A proxy in front of a registry that requires a password or a client certificate.</summary>
internal sealed class RegistryDoor : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly Uri _registry;
    private readonly string? _expected;
    private readonly WebApplication _app;

    private RegistryDoor(string registry, string? login, HttpsConnectionAdapterOptions? tls)
    {
        _registry = new Uri(registry);
        _expected = login is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login));
        IsTls = tls is not null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls is not null)
                listen.UseHttps(tls);
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>So many requests are answered by 503, once <see cref="Healthy"/> have been let through.</summary>
    public int Overloaded { get; set; }

    /// <summary>Requests before the registry is overloaded.</summary>
    public int Healthy { get; init; }

    /// <summary>What is answered instead: a status and a body, or null where the request is to be passed on.</summary>
    public Func<HttpRequest, (int Status, string Body)?> Instead { get; init; } = static _ => null;

    /// <summary>What was asked and answered, in order.</summary>
    public ConcurrentQueue<(string Method, string Path, int Status, bool Refused)> Requests { get; } = new();

    /// <summary>The door's address, without credentials. A certificate's name is localhost.</summary>
    public string Url => $"{(IsTls ? "https://localhost" : "http://127.0.0.1")}:{Port}{_registry.AbsolutePath}";

    /// <summary>The port.</summary>
    public int Port => new Uri(_app.Urls.Single()).Port;

    private bool IsTls { get; }

    /// <summary>Opens a door.</summary>
    /// <param name="registry">The registry behind it.</param>
    /// <param name="login">user:password that requests must have; null: none.</param>
    /// <param name="tls">Its certificate, and what it asks of clients; null: no TLS.</param>
    /// <param name="instead">As <see cref="Instead"/>.</param>
    /// <param name="healthy">As <see cref="Healthy"/>.</param>
    /// <param name="overloaded">As <see cref="Overloaded"/>.</param>
    public static async Task<RegistryDoor> OpenAsync(
        string registry,
        string? login = null,
        HttpsConnectionAdapterOptions? tls = null,
        Func<HttpRequest, (int Status, string Body)?>? instead = null,
        int healthy = 0,
        int overloaded = 0)
    {
        var door = new RegistryDoor(registry, login, tls) { Instead = instead ?? (static _ => null), Healthy = healthy, Overloaded = overloaded };
        await door._app.StartAsync(TestContext.Current.CancellationToken);
        return door;
    }

    /// <summary>The door's address with credentials in it.</summary>
    public string UrlWith(string user, string password) =>
        Url.Replace("//", $"//{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var refused = _expected is not null && request.Headers.Authorization != _expected;
        var (status, body) = refused ? (401, "{}"u8.ToArray())
            : Requests.Count >= Healthy && Overloaded-- > 0 ? (503, "{}"u8.ToArray())
            : Instead(request) is { } instead ? (instead.Status, Encoding.UTF8.GetBytes(instead.Body))
            : await PassOnAsync(request);
        Requests.Enqueue((request.Method, request.Path, status, refused));
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        await context.Response.Body.WriteAsync(body);
    }

    private async Task<(int Status, byte[] Body)> PassOnAsync(HttpRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_registry, request.Path + request.QueryString));
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            message.Content = new StreamContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }
        using var answer = await _http.SendAsync(message);
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }
}
