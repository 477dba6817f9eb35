using Confluent.Kafka;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>Rebuilds one partition's state from the changelog's records, in order, and checks it.</summary>
internal sealed class PartitionRestore(SessionStore store, long? committed, long end, ChangelogRecords records)
{
    private readonly ChangelogReplay<ConsumeResult<byte[], byte[]>> _replay = new(committed, record => Apply(record, store, records));

    /// <summary>The number of the input partition and of the changelog partition.</summary>
    public int Partition => store.Partition;

    /// <summary>The group's committed input offset; null: none.</summary>
    public long? Committed => committed;

    /// <summary>Whether an end-of-partition offset is at the end. The last offsets may be control records or compacted away, so no record marks it.</summary>
    public bool IsEndedAt(Offset offset) => offset.Value >= end;

    /// <summary>Adds the next record of the changelog.</summary>
    public void Add(ConsumeResult<byte[], byte[]> result)
    {
        if (PartitionRecord.HasKey(result.Message.Key) && result.Message.Value is { } value)
            _replay.EndEpoch(MarkOf(records.Decode(result, value, out _)));
        else
            _replay.Add(result);
    }

    /// <summary>Ends the replay: see <see cref="ChangelogReplay{T}.Complete"/>.</summary>
    public (PartitionMark? Mark, long? LeftOut) Complete() => _replay.Complete();

    /// <summary>
    /// The state, checked. Throws <see cref="RestoreException"/> if the changelog lacks records up to the committed offset: the counts would be
    /// wrong. A changelog that is ahead, because the group's offset was reset, is correct: events read again are dropped.
    /// </summary>
    public SessionStore Check(PartitionMark? mark)
    {
        var changelog = $"{records.Topic}-{Partition}";
        if (mark is null && (store.Count > 0 || committed > 0))
            throw new RestoreException($"{changelog} was wiped: the group has committed offset {committed}, but the changelog has no record of it");
        if (mark is { } it && it.Vms != store.Count)
            throw new RestoreException($"{changelog} was truncated: it says that there are {it.Vms} VMs, and has {store.Count}");
        if (mark is { } last && last.NextOffset < committed)
            throw new RestoreException($"{changelog} was truncated: it stands at input offset {last.NextOffset}, and the group has committed {committed}");
        return store;
    }

    /// <summary>Whether the mark belongs to another topic of the same name; false if either topic's id is not known.</summary>
    public static bool IsOfOther(PartitionMark? mark, string input) => mark is { Input: { Length: > 0 } before } && input.Length > 0 && before != input;

    private static PartitionMark MarkOf(DetectorState record) => new(record.NextSequence, record.LastTimeNs, record.Host);

    private static void Apply(ConsumeResult<byte[], byte[]> result, SessionStore store, ChangelogRecords records)
    {
        if (result.Message.Value is not { } value)
        {
            store.Forget(records.KeyOf(result));
            return;
        }
        var state = records.Decode(result, value, out var body);
        var key = new VmKey(state.Host, state.Source, state.Tgid);
        store.Restore(key, ChangelogRecords.WithCurrentPrefix(value, body), state.LastSeenWallMs, state.Windows.Count > 0 && !state.Ended, state.Ended);
    }
}
