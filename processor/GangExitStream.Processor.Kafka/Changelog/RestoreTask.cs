using System.Collections.Concurrent;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>
/// The restore of partitions that were assigned together. Compared by reference: a partition that was given up meanwhile may be ours
/// again, and what this restore still finds then isn't its state any more.
/// </summary>
internal sealed class RestoreTask(IEnumerable<int> partitions)
{
    private readonly ConcurrentDictionary<int, bool> _wanted = new(partitions.Select(static partition => KeyValuePair.Create(partition, true)));

    /// <summary>At least one of its partitions was given up while it ran.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>The partition is still to be restored. For any thread.</summary>
    public bool Wants(int partition) => _wanted.ContainsKey(partition);

    /// <summary>The partition was given up.</summary>
    public void Forget(int partition)
    {
        HasForgotten = true;
        _wanted.TryRemove(partition, out _);
    }
}
