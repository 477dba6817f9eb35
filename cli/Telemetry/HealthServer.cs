using System.Net;
using System.Text;

namespace GangExitStream.Cli.Telemetry;

/// <summary>Answers /healthz and /readyz, on the port that /metrics has, too: the two listeners share it by their paths.</summary>
internal sealed class HealthServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HealthProbes _probes;

    /// <summary>Throws <see cref="HttpListenerException"/> or a SocketException where the port can't be opened.</summary>
    public HealthServer(IEnumerable<string> prefixes, HealthProbes probes)
    {
        _probes = probes;
        foreach (var prefix in prefixes)
        {
            _listener.Prefixes.Add(prefix + "healthz/");
            _listener.Prefixes.Add(prefix + "readyz/");
        }
        _listener.Start();
        _ = ServeAsync();
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                // Closed, or whoever asked has gone: the loop's condition tells which.
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var isReadiness = context.Request.Url?.AbsolutePath.TrimEnd('/') == "/readyz";
        var why = isReadiness ? _probes.WhyNotReady() : _probes.WhyNotAlive();
        var body = Encoding.UTF8.GetBytes((why ?? "ok") + "\n");
        var response = context.Response;
        response.StatusCode = (int)(why is null ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.Add(HttpResponseHeader.CacheControl, "no-store");
        response.Close(body, willBlock: false);
    }
}
