using System.Collections.Concurrent;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>
/// The restore of partitions that were assigned together. Compared by reference: if a partition was revoked and assigned again, the
/// result of the earlier task is not its state any more.
/// </summary>
internal sealed class RestoreTask(IEnumerable<int> partitions)
{
    private readonly ConcurrentDictionary<int, bool> _wanted = new(partitions.Select(static partition => KeyValuePair.Create(partition, true)));

    /// <summary>Whether a partition was revoked while the task ran.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Whether the partition is still to be restored. Thread-safe.</summary>
    public bool Wants(int partition) => _wanted.ContainsKey(partition);

    /// <summary>Removes a revoked partition.</summary>
    public void Forget(int partition)
    {
        HasForgotten = true;
        _wanted.TryRemove(partition, out _);
    }
}
