using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Binary;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// All VMs of one input partition. Those that are quiet are kept as their changelog record's bytes, a few hundred: a million of
/// them fit into memory, and restoring them needs no decoding.
/// </summary>
public sealed class SessionStore(int partition, ProcessorOptions options, long nextOffset = 0)
{
    /// <summary>VMs that are kept decoded between epochs.</summary>
    private const int MaxLive = 4096;

    private readonly Dictionary<VmKey, SessionSlot> _slots = [];
    private readonly List<SessionSlot> _dirty = [];
    private readonly List<SessionSlot> _live = [];
    private readonly Utf8StringCache _strings = new();
    private int _written; // of the changed ones, in this epoch

    /// <summary>The input partition.</summary>
    public int Partition => partition;

    /// <summary>The input offset that the state stands at.</summary>
    public long NextOffset { get; private set; } = nextOffset;

    /// <summary>VMs that are known.</summary>
    public int Count => _slots.Count;

    /// <summary>Takes back what the changelog has of a VM. The bytes are the store's from now on: it writes into them.</summary>
    public void Restore(VmKey key, byte[] state, long lastSeenMs, bool hasOpenWindow, bool ended) =>
        _slots[key] = new SessionSlot(key) { Frozen = state, LastSeenMs = lastSeenMs, HasOpenWindow = hasOpenWindow, Ended = ended };

    /// <summary>The changelog says that a VM was forgotten.</summary>
    public void Forget(VmKey key) => _slots.Remove(key);

    /// <summary>A record of the partition goes into the epoch.</summary>
    public void Passed(long offset, Epoch epoch)
    {
        NextOffset = offset + 1;
        epoch.Passed(partition, offset);
    }

    /// <summary>The state is kept, and the input is another one, which is read from here on.</summary>
    public void Restart(long nextOffset) => NextOffset = nextOffset;

    /// <summary>The session of a batch's VM, live, and marked as changed in this epoch.</summary>
    public VmSession Touch(VmKey key, long nowMs)
    {
        if (!_slots.TryGetValue(key, out var slot))
            _slots.Add(key, slot = new SessionSlot(key));
        slot.LastSeenMs = nowMs;
        if (!slot.Dirty)
            _dirty.Add(slot);
        slot.Dirty = true;
        return slot.Live ?? Thaw(slot);
    }

    /// <summary>
    /// The epoch ends: what changed is written, with the partition's own record of how many VMs there are. False where the part
    /// is full: to be called again with another one.
    /// </summary>
    public bool WriteChanges(long nowMs, Epoch epoch)
    {
        for (; _written < _dirty.Count; _written++)
        {
            if (epoch.Part.IsFull(options))
                return false;
            var slot = _dirty[_written];
            var state = slot.Live!.Write(partition, options.Prefixes.State, nowMs, epoch);
            slot.Settle(epoch.Bytes.Written[state..]);
        }
        if (epoch.NextOffsets.ContainsKey(partition))
            PartitionRecord.Write(partition, _slots.Count, NextOffset, options, epoch);
        _dirty.Clear();
        _written = 0;
        FreezeSome();
        return true;
    }

    /// <summary>
    /// Closes windows of VMs that are idle, and forgets those whose retention has passed. What it writes goes with the partition's
    /// offset, although that stays as it is: only with offsets is a transaction fenced by the group, and an instance that slept
    /// for an hour would else say old windows final over what the partition's new owner has written. False where there was no room
    /// for all: a million VMs may fall silent at once, and the others' turn is the next epoch.
    /// </summary>
    public bool Sweep(long nowMs, Epoch epoch)
    {
        var before = epoch.RecordCount;
        List<SessionSlot>? forgotten = null;
        var isDone = true;
        foreach (var slot in _slots.Values)
        {
            if (epoch.Length >= options.MaxEpochBytes || epoch.Part.Count + (forgotten?.Count ?? 0) >= options.PartRecords)
            {
                isDone = false;
                break;
            }
            var quiet = nowMs - slot.LastSeenMs;
            if (slot.HasOpenWindow && !slot.Dirty && quiet > options.IdleAfter.TotalMilliseconds)
                SayIdle(slot, epoch);
            if (!slot.Dirty && quiet > options.StateRetention.TotalMilliseconds)
                (forgotten ??= []).Add(slot);
        }
        foreach (var slot in forgotten ?? [])
            Tombstone(slot, epoch);
        if (epoch.RecordCount > before)
            epoch.Holds(partition, NextOffset);
        return isDone;
    }

    private void SayIdle(SessionSlot slot, Epoch epoch)
    {
        (slot.Live ?? Decode(slot)).SayIdle(partition, epoch);
        slot.HasOpenWindow = false;
    }

    private void Tombstone(SessionSlot slot, Epoch epoch)
    {
        _slots.Remove(slot.Key);
        if (slot.Live is not null)
            _live.Remove(slot);
        epoch.AddTombstone(OutputTopic.State, partition, slot.Key.State(), slot.Key.HostTgid());
    }

    private VmSession Thaw(SessionSlot slot)
    {
        _live.Add(slot);
        return slot.Live = Decode(slot);
    }

    private VmSession Decode(SessionSlot slot)
    {
        var session = new VmSession(slot.Key, options);
        if (slot.Frozen is { } bytes)
            session.Restore(StateBytes.Decode(bytes, _strings));
        return session;
    }

    private void FreezeSome()
    {
        if (_live.Count <= MaxLive)
            return;
        foreach (var slot in _live)
            slot.Live = null;
        _live.Clear();
    }
}
