using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>
/// Restores partitions in the background, one task per assignment, while restored partitions continue. A partition is pending from
/// its assignment until it is adopted; none of its records is processed meanwhile. All members are for the fetching thread.
/// </summary>
/// <param name="restore">Restores a task's partitions; begins on a thread of its own, since it blocks.</param>
/// <param name="cancel">Ends all restores.</param>
internal sealed class BackgroundRestores(Func<RestoreTask, IReadOnlyList<int>, CancellationToken, IAsyncEnumerable<RestoredPartition>> restore, CancellationToken cancel) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    private readonly Dictionary<int, RestoreTask> _pending = [];
    private readonly ConcurrentQueue<(RestoreTask Task, RestoredPartition Restored)> _ready = new();
    private readonly ConcurrentQueue<(RestoreTask Task, Exception Failure)> _failed = new();
    private readonly List<Task> _running = [];

    /// <summary>Number of pending partitions.</summary>
    public int Count => _pending.Count;

    public bool IsPending(int partition) => _pending.ContainsKey(partition);

    public void Begin(IReadOnlyList<int> partitions)
    {
        var task = new RestoreTask(partitions);
        foreach (var partition in partitions)
            _pending[partition] = task;
        _running.RemoveAll(static running => running.IsCompleted);
        _running.Add(Task.Factory.StartNew(() => RunAsync(task, partitions), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
    }

    /// <summary>Stops the restore of revoked partitions and ignores their results. Returns the partitions that were not pending.</summary>
    public IReadOnlyList<int> Drop(IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
        {
            if (_pending.TryGetValue(partition, out var task))
                task.Forget(partition);
        }
        return [.. partitions.Where(partition => !_pending.Remove(partition))];
    }

    /// <summary>A partition to adopt, the same one until <see cref="Adopted"/>; null: none is ready. Throws the failure of a restore.</summary>
    public RestoredPartition? Next()
    {
        ThrowFailure();
        for (; _ready.TryPeek(out var next); _ready.TryDequeue(out _))
        {
            if (_pending.GetValueOrDefault(next.Restored.Partition) == next.Task)
                return next.Restored;
        }
        return null;
    }

    public void Adopted(RestoredPartition restored)
    {
        _ready.TryDequeue(out _);
        _pending.Remove(restored.Partition);
    }

    /// <summary>Returns when no restore runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    /// <summary>
    /// If a partition of the failed restore was revoked, that may be the cause: its new owner writes to the changelog, which is compacted.
    /// Then the other partitions are restored again. That repeats at most once per revoked partition.
    /// </summary>
    private void ThrowFailure()
    {
        while (_failed.TryDequeue(out var failed))
        {
            int[] left = [.. _pending.Where(pending => pending.Value == failed.Task && failed.Task.Wants(pending.Key)).Select(static pending => pending.Key)];
            if (left.Length == 0)
                continue;
            if (!failed.Task.HasForgotten)
                ExceptionDispatchInfo.Throw(failed.Failure);
            Begin(left);
        }
    }

    private async Task RunAsync(RestoreTask task, IReadOnlyList<int> partitions)
    {
        try
        {
            await foreach (var restored in restore(task, partitions, _stop.Token))
                _ready.Enqueue((task, restored));
        }
        catch (Exception e)
        {
            _failed.Enqueue((task, e));
        }
    }
}
