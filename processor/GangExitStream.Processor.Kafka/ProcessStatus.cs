using System.Collections.Concurrent;
using GangExitStream.Processor.Graph;

namespace GangExitStream.Processor.Kafka;

/// <summary>The state of a running processor for probes and gauges. Thread-safe.</summary>
public sealed class ProcessStatus(TimeProvider time)
{
    /// <summary>Longer than any single wait of an attempt (a broker: 30 s, a commit: 20 s).</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<int, long?> _lags = [];
    private long _lastHeartbeat = time.GetTimestamp();
    private int _phase;
    private Func<QueueDepths> _queues = static () => default;

    /// <summary>The phase of the life cycle.</summary>
    public ProcessPhase Phase
    {
        get => (ProcessPhase)Volatile.Read(ref _phase);
        internal set
        {
            Heartbeat();
            Volatile.Write(ref _phase, (int)value);
        }
    }

    /// <summary>Whether it is a member of the group with all assigned partitions restored.</summary>
    public bool IsReady => Phase == ProcessPhase.Running;

    /// <summary>Whether there was no heartbeat for <see cref="StuckAfter"/>.</summary>
    public bool IsStuck => time.GetElapsedTime(Volatile.Read(ref _lastHeartbeat)) > StuckAfter;

    /// <summary>Number of assigned and restored input partitions.</summary>
    public int Partitions => _lags.Count;

    /// <summary>By restored partition: records up to its end that are not processed yet; null: not known yet.</summary>
    public IReadOnlyDictionary<int, long?> Lags => _lags;

    /// <summary>Items waiting before each step of the graph.</summary>
    public QueueDepths Queues => Volatile.Read(ref _queues)();

    /// <summary>Records progress of the fetching loop.</summary>
    internal void Heartbeat() => Volatile.Write(ref _lastHeartbeat, time.GetTimestamp());

    /// <summary>Resets the status for a new attempt.</summary>
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
