using System.Runtime.CompilerServices;
using Confluent.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>
/// Restores the partitions of an assignment: first the group's offsets, then the changelog. A settled offset (read with read_committed)
/// implies that the transaction which wrote it has all of its state in the changelog. Runs on the threads of <see cref="BackgroundRestores"/>.
/// </summary>
/// <param name="options">Topics and time-outs.</param>
/// <param name="coordinator">Reads the group's offsets.</param>
/// <param name="predecessors">Ends transactions that keep the offsets unsettled for too long.</param>
/// <param name="restorer">Reads the changelog.</param>
internal sealed class AssignmentRestorer(RunOptions options, GroupCoordinator coordinator, Predecessors predecessors, StateRestorer restorer)
{
    /// <summary>Creates one together with its <see cref="Predecessors"/> and <see cref="StateRestorer"/>.</summary>
    public static AssignmentRestorer Create(
        RunOptions options, IKafkaClients clients, GroupCoordinator coordinator, IReadOnlyList<IWriterSchemas> writers, IReadOnlyList<string> earlier, ProcessInstruments? instruments, TimeProvider time)
    {
        var predecessors = new Predecessors(options, clients, writers, earlier, time);
        return new AssignmentRestorer(options, coordinator, predecessors, new StateRestorer(options, clients, writers, predecessors, instruments, time));
    }

    /// <summary>Yields each partition as soon as its state is complete; skips those that were removed from the task.</summary>
    public async IAsyncEnumerable<RestoredPartition> RestoreAsync(RestoreTask task, IReadOnlyList<int> partitions, [EnumeratorCancellation] CancellationToken cancel)
    {
        var inputs = partitions.Select(partition => new TopicPartition(options.Kafka.Topics.Events, partition));
        var committed = await coordinator.SettledAsync([.. inputs], () => predecessors.EndTransactionsAsync([.. partitions.Where(task.Wants)], cancel), cancel);
        var starts = committed.Where(from => task.Wants(from.Partition.Value)).ToDictionary(static from => from.Partition.Value, coordinator.StartOf);
        await foreach (var state in restorer.RestoreAsync(committed, task.Wants, cancel))
            yield return state.IsOfOtherInput ? Restart(state.Store) : new RestoredPartition(state.Store, starts[state.Store.Partition]);
    }

    /// <summary>The group's offset belongs to a deleted topic. Events that the state already contains are dropped by their sequence numbers.</summary>
    private RestoredPartition Restart(SessionStore store)
    {
        var input = new TopicPartition(options.Kafka.Topics.Events, store.Partition);
        var start = coordinator.StartOf(new TopicPartitionOffset(input, Offset.Unset));
        Log.Replaced(options.Logger, "GX5023", store.Partition, start, "the events topic was deleted and made again: it is read from its beginning", "docs/runbook.md, \"Topics that were deleted\"");
        store.Restart(start);
        return new RestoredPartition(store, start);
    }
}
