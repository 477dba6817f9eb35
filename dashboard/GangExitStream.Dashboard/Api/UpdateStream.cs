using System.Threading.Channels;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Dashboard.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GangExitStream.Dashboard.Api;

/// <summary>
/// /api/stream: at most one event per second, the same bytes to all clients; the first event is sent at once. A client that is
/// <see cref="MaxWaiting"/> events behind is disconnected; EventSource reconnects by itself.
/// </summary>
internal sealed class UpdateStream(FleetStore store, SnapshotCache snapshots, TimeProvider time) : IDisposable
{
    /// <summary>Maximum concurrent clients; further ones get 503.</summary>
    public const int MaxClients = 100;

    private const int MaxWaiting = 8;
    private const int KeepAliveTicks = 15;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly HttpAnswer Full = new(StatusCodes.Status503ServiceUnavailable, $"{MaxClients} clients read this stream already\n");

    private readonly Lock _gate = new();
    private readonly List<Client> _clients = [];
    private readonly CancellationTokenSource _end = new();
    private long _dropped;

    public int Clients
    {
        get
        {
            lock (_gate)
                return _clients.Count;
        }
    }

    /// <summary>Number of clients disconnected because they were too slow.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Sends changes until stopped.</summary>
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick, time);
        var (last, wasReady, idleTicks) = (0L, false, 0);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                var status = store.Status;
                var news = status.Version != last || status.CaughtUp != wasReady;
                idleTicks = news ? 0 : idleTicks + 1;
                if (news && Clients > 0)
                    (last, wasReady) = (SendUpdate(last), status.CaughtUp);
                else if (idleTicks % KeepAliveTicks == KeepAliveTicks - 1)
                    Send(": nothing new\n\n"u8.ToArray()); // keeps connections through proxies open, and detects dead ones
                if (Clients == 0)
                    (last, wasReady) = (status.Version, status.CaughtUp);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Serves one client until it disconnects.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (TryJoin() is not { } client)
        {
            await Full.SendAsync(context);
            return;
        }
        try
        {
            client.OnCut = context.Abort; // a write to a client that doesn't read would block
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
            await WriteAsync(context.Response, client.Events.Reader, either.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || _end.IsCancellationRequested)
        {
            // The client has disconnected, or the server stops.
        }
        finally
        {
            lock (_gate)
                _clients.Remove(client);
        }
    }

    /// <summary>Ends every stream.</summary>
    public void Stop() => _end.Cancel();

    public void Dispose() => _end.Dispose();

    /// <summary>Sends to every client; disconnects those that are too far behind.</summary>
    internal void Send(byte[] message)
    {
        lock (_gate)
        {
            foreach (var client in _clients)
            {
                if (client.Events.Writer.TryWrite(message) || !client.Events.Writer.TryComplete())
                    continue;
                Interlocked.Increment(ref _dropped);
                client.CutOff();
            }
        }
    }

    /// <summary>Sends the changes since a version; returns the version sent.</summary>
    private long SendUpdate(long since)
    {
        var fleet = snapshots.Get(); // up to half a second old, so its version is the one sent
        Send(UpdateJson.Of(fleet, since));
        return fleet.Status.Version;
    }

    private Client? TryJoin()
    {
        var client = new Client();
        client.Events.Writer.TryWrite([.. "retry: 2000\n"u8, .. UpdateJson.Of(snapshots.Get(), long.MaxValue)]);
        lock (_gate)
        {
            if (_clients.Count >= MaxClients)
                return null;
            _clients.Add(client);
            return client;
        }
    }

    private static async Task WriteAsync(HttpResponse response, ChannelReader<byte[]> events, CancellationToken cancel)
    {
        response.ContentType = "text/event-stream";
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // otherwise nginx buffers events
        if (HttpMethods.IsHead(response.HttpContext.Request.Method))
            return;
        await foreach (var message in events.ReadAllAsync(cancel))
        {
            await response.Body.WriteAsync(message, cancel);
            await response.Body.FlushAsync(cancel);
        }
    }

    private sealed class Client
    {
        public Channel<byte[]> Events { get; } = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

        public Action? OnCut { get; set; }

        public void CutOff() => OnCut?.Invoke();
    }
}
