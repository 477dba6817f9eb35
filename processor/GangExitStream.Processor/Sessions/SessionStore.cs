using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Binary;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// All VMs of one input partition. Inactive VMs are kept as the bytes of their changelog record, a few hundred each, so that a million VMs
/// fit into memory and a restore does not decode them.
/// </summary>
public sealed class SessionStore(int partition, ProcessorOptions options, long nextOffset = 0)
{
    /// <summary>VMs that are kept decoded between epochs.</summary>
    private const int MaxLive = 4096;

    private readonly Dictionary<VmKey, SessionSlot> _slots = [];
    private readonly List<SessionSlot> _dirty = [];
    private readonly List<SessionSlot> _live = [];
    private readonly Utf8StringCache _strings = new();
    private int _written; // how many of _dirty the ending epoch has written

    /// <summary>The input partition.</summary>
    public int Partition => partition;

    /// <summary>The input offset that the state belongs to: all records before it are in the state.</summary>
    public long NextOffset { get; private set; } = nextOffset;

    /// <summary>Number of VMs with state.</summary>
    public int Count => _slots.Count;

    /// <summary>Adds a VM from the changelog. The store then owns <paramref name="state"/> and overwrites it later.</summary>
    public void Restore(VmKey key, byte[] state, long lastSeenMs, bool hasOpenWindow, bool ended) =>
        _slots[key] = new SessionSlot(key) { Frozen = state, LastSeenMs = lastSeenMs, HasOpenWindow = hasOpenWindow, Ended = ended };

    /// <summary>Removes a VM because the changelog has a tombstone for it.</summary>
    public void Forget(VmKey key) => _slots.Remove(key);

    /// <summary>Notes that the input record at <paramref name="offset"/> was processed in this epoch.</summary>
    public void Passed(long offset, Epoch epoch)
    {
        NextOffset = offset + 1;
        epoch.Passed(partition, offset);
    }

    /// <summary>Keeps the state, and continues at an offset of a new input topic.</summary>
    public void Restart(long nextOffset) => NextOffset = nextOffset;

    /// <summary>Returns the live session of a VM, created or decoded when necessary, and marks it as changed in this epoch.</summary>
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
    /// Writes the changed VMs and then the <see cref="PartitionRecord"/> at the end of an epoch. False: the part is full; call again with an
    /// empty one.
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
    /// Marks windows of idle VMs as final, and deletes VMs whose retention has passed. The epoch then also commits the partition's unchanged
    /// offset, because the group fences only transactions with offsets: an instance that was suspended and has lost the partition could
    /// otherwise overwrite the new owner's windows with old ones. False: the epoch is full, and the next one continues; a million VMs
    /// can become idle at once.
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
                CloseIdleWindow(slot, epoch);
            if (!slot.Dirty && quiet > options.StateRetention.TotalMilliseconds)
                (forgotten ??= []).Add(slot);
        }
        foreach (var slot in forgotten ?? [])
            Tombstone(slot, epoch);
        if (epoch.RecordCount > before)
            epoch.Holds(partition, NextOffset);
        return isDone;
    }

    private void CloseIdleWindow(SessionSlot slot, Epoch epoch)
    {
        (slot.Live ?? Decode(slot)).WriteFinalWindow(partition, epoch);
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
