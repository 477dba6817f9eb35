using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>
/// Just enough HTTP for probes and scrapes: a request line in, an answer out, the connection closed. Not the framework's
/// HttpListener: a connection that waits at the moment it opens its port makes that one throw, so a probe could kill the process;
/// and it looks at the Host header. Everything is bounded: connections at a time, bytes of a request, and its time.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    private const int MaxRequestBytes = 8192;
    private const int MaxConnections = 16;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener;
    private readonly Func<string, HttpAnswer> _answer;
    private readonly SemaphoreSlim _free = new(MaxConnections);
    private readonly CancellationTokenSource _stop = new();

    /// <param name="address">Where to listen. Throws <see cref="SocketException"/> where that can't be.</param>
    /// <param name="port">The port.</param>
    /// <param name="answer">By path; from several threads.</param>
    public HttpServer(IPAddress address, int port, Func<string, HttpAnswer> answer)
    {
        _answer = answer;
        _listener = new TcpListener(address, port);
        if (address.Equals(IPAddress.IPv6Any))
            _listener.Server.DualMode = true;
        _listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _free.WaitAsync(_stop.Token);
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                _free.Release(); // whoever connected has gone, or we stop: the loop's condition tells
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            timeout.CancelAfter(RequestTimeout);
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            if (await ReadRequestLineAsync(stream, timeout.Token) is [var method, var target, ..])
                await stream.WriteAsync(Answer(method, target).ToBytes(withText: method != "HEAD"), timeout.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // Whoever asked has gone, or took too long.
        }
        finally
        {
            _free.Release();
        }
    }

    private HttpAnswer Answer(string method, string target) =>
        method is "GET" or "HEAD" ? _answer(target.Split('?')[0].TrimEnd('/')) : HttpAnswer.NotAllowed;

    /// <summary>The request line's words, once all of the headers have come: an answer before that could be lost with the connection.</summary>
    private static async Task<string[]> ReadRequestLineAsync(NetworkStream stream, CancellationToken cancel)
    {
        var (request, length) = (new byte[MaxRequestBytes], 0);
        while (request.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await stream.ReadAsync(request.AsMemory(length), cancel);
            if (read == 0) // gone, or a request too long to be one for us
                return [];
            length += read;
        }
        var line = request.AsSpan(0, request.AsSpan().IndexOf((byte)'\r'));
        return Encoding.ASCII.GetString(line).Split(' ');
    }
}
