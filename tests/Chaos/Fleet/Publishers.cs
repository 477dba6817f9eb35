using System.Collections.Concurrent;
using System.Globalization;
using GangExitStream.Tests.Chaos.Check;

namespace GangExitStream.Tests.Chaos.Fleet;

/// <summary>Hosts that publish recordings and generated traces one after the other, each as a source of its own, until told to stop.</summary>
internal sealed class Publishers(Toolbox tools, int seed, string folder) : IAsyncDisposable
{
    private const int Hosts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<int, ToolProcess> _running = new();
    private readonly ConcurrentQueue<Published> _published = new();
    private readonly CancellationTokenSource _stop = new();
    private Task[] _hosts = [];
    private int _started;

    public IReadOnlyCollection<Published> Published => _published;

    /// <summary>Producers that were killed.</summary>
    public int Killed { get; private set; }

    /// <summary>Ends when a host can't publish: no fault may do that.</summary>
    public Task Failure => Task.WhenAny(_hosts).Unwrap();

    public void Start() => _hosts = [.. Enumerable.Range(0, Hosts).Select(host => Task.Run(() => PublishAsync(host)))];

    /// <summary>SIGKILL of one that runs; its host publishes the same trace again.</summary>
    public bool KillOne(Random random)
    {
        var running = _running.Values.Where(process => process.IsRunning).ToList();
        if (running.Count == 0)
            return false;
        running[random.Next(running.Count)].Kill();
        Killed++;
        return true;
    }

    /// <summary>Each host finishes the trace it is at.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_hosts);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var process in _running.Values)
            await process.DisposeAsync();
        _stop.Dispose();
    }

    private async Task PublishAsync(int host)
    {
        var random = new Random(seed + host);
        for (var number = 0; !_stop.IsCancellationRequested || number == 0; number++)
        {
            var (path, speed) = Next(host, number, random);
            var item = new Published(path, $"host-{host}", $"trace-{number}");
            await PublishAsync(item, host, speed);
            if (random.Next(4) == 0)
                await PublishAsync(item, host, "max"); // the same trace twice
            _published.Enqueue(item);
        }
    }

    /// <summary>One more trace, as fast as it goes.</summary>
    public async Task PublishOneAsync(Random random)
    {
        var item = new Published(GeneratedTrace.Create(folder, "late", random), "host-late", "late");
        await PublishAsync(item, Hosts, "max");
        _published.Enqueue(item);
    }

    private (string Path, string Speed) Next(int host, int number, Random random)
    {
        if (host == 0 || random.Next(3) == 0)
            return (GeneratedTrace.Create(folder, $"generated-{host}-{number}", random), random.Next(2) == 0 ? "max" : "5");
        var recording = Recording.All[random.Next(Recording.All.Count)];
        return (recording.Path, recording.Speeds[random.Next(recording.Speeds.Length)]);
    }

    /// <summary>Again after every kill.</summary>
    private async Task PublishAsync(Published item, int host, string speed)
    {
        while (true)
        {
            var name = $"produce-{Interlocked.Increment(ref _started)}";
            await using var process = tools.Start(name, ["produce", item.Trace, "--host", item.Host, "--source", item.Source, "--speed", speed]);
            _running[host] = process;
            var exit = await process.WaitAsync(Patience);
            _running.TryRemove(host, out _);
            if (exit is 0 or 3) // 3: the recording has losses
                return;
            if (exit != ToolExit.Killed)
                throw new ChaosException($"{name} of {item} ended with {exit?.ToString(CultureInfo.InvariantCulture) ?? "nothing in minutes"}: {process.ErrorText()}");
        }
    }
}
