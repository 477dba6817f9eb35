using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace GangExitStream.Tests.Unit.Avro;

/// <summary>An in-process HTTP server that implements the used part of the schema registry's documented interface.</summary>
internal sealed class FakeRegistry : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly List<(string Subject, string Schema)> _versions = [];
    private readonly List<string> _schemas = [];

    public FakeRegistry()
    {
        (_listener, Url) = Listen();
        _serving = ServeAsync();
    }

    /// <summary>Base URL, with a path as Apicurio's interface has one.</summary>
    public string Url { get; }

    /// <summary>Requests so far: method, path, authorization.</summary>
    public ConcurrentQueue<(string Method, string Path, string? Authorization)> Requests { get; } = new();

    /// <summary>What to answer instead, one request after the other: a status and a body. Status 0: nothing at all.</summary>
    public ConcurrentQueue<(int Status, string Body)> Instead { get; } = new();

    /// <summary>What some requests are answered; null: as a registry does.</summary>
    public Func<HttpListenerRequest, (int Status, string Body)?> Rule { get; set; } = static _ => null;

    /// <summary>Has a schema that another program registered.</summary>
    public void Add(string subject, string schema) => Register(subject, schema);

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(10));
    }

    private static (HttpListener, string) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var url = $"http://127.0.0.1:{FreePort()}/apis/ccompat/v7";
            var listener = new HttpListener { Prefixes = { url + "/" } };
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                // another program took the port in between
            }
        }
    }

    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        Requests.Enqueue((request.HttpMethod, request.Url!.AbsolutePath, request.Headers["Authorization"]));
        using var reader = new StreamReader(request.InputStream);
        var body = await reader.ReadToEndAsync();
        var (status, answer) = Instead.TryDequeue(out var instead) ? instead : Rule(request) ?? Answer(request, body);
        if (status == 0)
            return; // the client waits
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
        await using (var writer = new StreamWriter(context.Response.OutputStream))
            await writer.WriteAsync(answer);
        context.Response.Close();
    }

    private (int, string) Answer(HttpListenerRequest request, string body)
    {
        var path = request.Url!.AbsolutePath["/apis/ccompat/v7".Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.HttpMethod, path) switch
        {
            ("POST", ["subjects", var subject, "versions"]) => Register(subject, SchemaIn(body)),
            ("POST", ["subjects", var subject]) => LookUp(subject, SchemaIn(body)),
            ("GET", ["subjects", var subject, "versions"]) => Versions(subject),
            ("GET", ["subjects", var subject, "versions", var version]) => Version(subject, int.Parse(version, CultureInfo.InvariantCulture)),
            ("GET", ["schemas", "ids", var id]) => Fetch(int.Parse(id, CultureInfo.InvariantCulture)),
            _ => Error(404, 404, "HTTP 404 Not Found"),
        };
    }

    private (int, string) Register(string subject, string schema)
    {
        if (!_schemas.Contains(schema))
            _schemas.Add(schema);
        if (!_versions.Contains((subject, schema)))
            _versions.Add((subject, schema));
        return (200, new JsonObject { ["id"] = _schemas.IndexOf(schema) + 1 }.ToJsonString());
    }

    private (int, string) Versions(string subject)
    {
        var all = Enumerable.Range(1, Of(subject).Count).Select(static number => (JsonNode)number).ToArray();
        return all.Length > 0 ? (200, new JsonArray(all).ToJsonString()) : Error(404, 40401, "Subject not found");
    }

    private (int, string) Version(string subject, int version) =>
        (200, new JsonObject { ["subject"] = subject, ["id"] = _schemas.IndexOf(Of(subject)[version - 1]) + 1, ["version"] = version, ["schema"] = Of(subject)[version - 1] }.ToJsonString());

    private List<string> Of(string subject) => [.. _versions.Where(version => version.Subject == subject).Select(static version => version.Schema)];

    private (int, string) LookUp(string subject, string schema) => _versions.Contains((subject, schema))
        ? (200, new JsonObject { ["subject"] = subject, ["id"] = _schemas.IndexOf(schema) + 1, ["version"] = 1, ["schema"] = schema }.ToJsonString())
        : Error(404, 40403, "Schema not found");

    private (int, string) Fetch(int id) => id >= 1 && id <= _schemas.Count
        ? (200, new JsonObject { ["schema"] = _schemas[id - 1] }.ToJsonString())
        : Error(404, 40403, "Schema not found");

    private static (int, string) Error(int status, int code, string message) =>
        (status, new JsonObject { ["error_code"] = code, ["message"] = message }.ToJsonString());

    private static string SchemaIn(string body) => (string)JsonNode.Parse(body)!["schema"]!;
}
