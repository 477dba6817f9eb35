using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GangExitStream.Tests.Integration;

/// <summary>Before a registry: lets in who knows the password, and passes requests on.</summary>
internal sealed class RegistryDoor : IDisposable
{
    private readonly HttpListener _listener;
    private readonly HttpClient _http = new();
    private readonly Uri _registry;
    private readonly string _expected;
    private readonly Task _serving;
    private readonly int _port;

    public RegistryDoor(string registry, string user, string password)
    {
        _registry = new Uri(registry);
        _expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        (_listener, _port) = Listen();
        _serving = ServeAsync();
    }

    /// <summary>So many requests are answered by 503, once <see cref="Healthy"/> have been let through.</summary>
    public int Overloaded { get; set; }

    /// <summary>Requests before the registry is overloaded.</summary>
    public int Healthy { get; init; }

    /// <summary>What was asked and answered, in order.</summary>
    public ConcurrentQueue<(string Path, int Status, bool Refused)> Requests { get; } = new();

    /// <summary>The door's address with credentials in it.</summary>
    public string UrlWith(string user, string password) =>
        $"http://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@127.0.0.1:{_port}{_registry.AbsolutePath}";

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(10));
        _http.Dispose();
    }

    // Between finding a free port and taking it somebody else may be faster.
    private static (HttpListener, int) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                await AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var refused = context.Request.Headers["Authorization"] != _expected;
        var (status, body) = refused ? (401, "{}"u8.ToArray()) : Requests.Count >= Healthy && Overloaded-- > 0 ? (503, "{}"u8.ToArray()) : await PassOnAsync(context.Request);
        Requests.Enqueue((context.Request.Url!.AbsolutePath, status, refused));
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    private async Task<(int Status, byte[] Body)> PassOnAsync(HttpListenerRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.HttpMethod), new Uri(_registry, request.Url!.PathAndQuery));
        if (request.HasEntityBody)
        {
            message.Content = new StreamContent(request.InputStream);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }
        using var answer = await _http.SendAsync(message);
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }
}
