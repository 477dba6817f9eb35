using System.Collections.Concurrent;
using GangExitStream.Processor.Graph;

namespace GangExitStream.Processor.Kafka;

/// <summary>What probes and gauges may ask of a running processor, from any thread.</summary>
public sealed class ProcessStatus(TimeProvider time)
{
    /// <summary>Longer than anything that an attempt waits for at once (a broker: 30 s, a commit: 20 s).</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<int, long?> _lags = [];
    private long _lastHeartbeat = time.GetTimestamp();
    private int _phase;
    private Func<QueueDepths> _queues = static () => default;

    /// <summary>Where it is in its life.</summary>
    public ProcessPhase Phase
    {
        get => (ProcessPhase)Volatile.Read(ref _phase);
        internal set
        {
            Heartbeat();
            Volatile.Write(ref _phase, (int)value);
        }
    }

    /// <summary>In the group, and nothing is left to restore.</summary>
    public bool IsReady => Phase == ProcessPhase.Running;

    /// <summary>Nothing has moved for longer than anything may take.</summary>
    public bool IsStuck => time.GetElapsedTime(Volatile.Read(ref _lastHeartbeat)) > StuckAfter;

    /// <summary>How many input partitions are ours, restored.</summary>
    public int Partitions => _lags.Count;

    /// <summary>By partition of ours: records up to its end that aren't processed yet; null where that isn't known yet.</summary>
    public IReadOnlyDictionary<int, long?> Lags => _lags;

    /// <summary>What waits before each of the graph's steps.</summary>
    public QueueDepths Queues => Volatile.Read(ref _queues)();

    /// <summary>It gets on.</summary>
    internal void Heartbeat() => Volatile.Write(ref _lastHeartbeat, time.GetTimestamp());

    /// <summary>An attempt begins: nothing of the one before is left.</summary>
    internal void Begin(Func<QueueDepths> queues)
    {
        _lags.Clear();
        Volatile.Write(ref _queues, queues);
        Phase = ProcessPhase.Starting;
    }

    internal void Restored(int partition)
    {
        _lags[partition] = null;
        Heartbeat();
    }

    internal void SetLag(int partition, long lag) => _lags.TryUpdate(partition, lag, _lags.GetValueOrDefault(partition));

    internal void Remove(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
            _lags.TryRemove(partition, out _);
    }
}
