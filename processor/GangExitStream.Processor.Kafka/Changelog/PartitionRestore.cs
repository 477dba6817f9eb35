using Confluent.Kafka;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.State;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>One partition's state as the changelog's records bring it back: records in, in their order, and a checked state out.</summary>
internal sealed class PartitionRestore(SessionStore store, long? committed, long end, ChangelogRecords records)
{
    private readonly ChangelogReplay<ConsumeResult<byte[], byte[]>> _replay = new(committed, record => Take(record, store, records));

    /// <summary>The input partition, and the changelog's.</summary>
    public int Partition => store.Partition;

    /// <summary>The group's committed input offset; null: none.</summary>
    public long? Committed => committed;

    /// <summary>The last offsets may be control records, or compacted away: only the end itself tells.</summary>
    public bool IsEndedAt(Offset offset) => offset.Value >= end;

    /// <summary>The next record of the changelog.</summary>
    public void Add(ConsumeResult<byte[], byte[]> result)
    {
        if (PartitionRecord.HasKey(result.Message.Key) && result.Message.Value is { } value)
            _replay.EndEpoch(MarkOf(records.Decode(result, value, out _)));
        else
            _replay.Add(result);
    }

    /// <summary>The end is reached: what the state stands at, and the offset of an epoch that was left out.</summary>
    public (PartitionMark? Mark, long? LeftOut) Complete() => _replay.Complete();

    /// <summary>
    /// The state. A changelog that lacks what the committed offset stands on is refused: going on would give wrong counts. One that is
    /// ahead, since the group was set back, is fine: what comes again is dropped.
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

    /// <summary>The offsets are those of another topic of the same name; false also where one of the two isn't known.</summary>
    public static bool IsOfOther(PartitionMark? mark, string input) => mark is { Input: { Length: > 0 } before } && input.Length > 0 && before != input;

    private static PartitionMark MarkOf(DetectorState record) => new(record.NextSequence, record.LastTimeNs, record.Host);

    private static void Take(ConsumeResult<byte[], byte[]> result, SessionStore store, ChangelogRecords records)
    {
        if (result.Message.Value is not { } value)
        {
            store.Forget(records.KeyOf(result));
            return;
        }
        var state = records.Decode(result, value, out var body);
        var key = new VmKey(state.Host, state.Source, state.Tgid);
        store.Restore(key, ChangelogRecords.Today(value, body), state.LastSeenWallMs, state.Windows.Count > 0 && !state.Ended, state.Ended);
    }
}

/// <summary>State that can't be restored; the message says why. The way out is in docs/runbook.md: reset the group and its topics.</summary>
public sealed class RestoreException(string message) : Exception(message);
