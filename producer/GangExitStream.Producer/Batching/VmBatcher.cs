namespace GangExitStream.Producer.Batching;

/// <summary>
/// Groups one source's events into batches of one VM each. Pure: events and time in, batches out. The sequence number of an item is the number
/// of its VM's items before it, so it does not depend on where batches are cut.
/// </summary>
/// <remarks>
/// <see cref="Add(ReadOnlySpan{KvmEvent}, long)"/> accepts events until <see cref="BatchLimits.MaxBatchesHeld"/> batches are held. Then the caller must take or drop batches
/// before it accepts more. So memory is bounded for any number of VMs.
/// </remarks>
public sealed class VmBatcher
{
    /// <summary>Most VMs of a source, as in the detector: bounds the memory that a forged trace can use.</summary>
    public const int MaxVms = 65_536;

    private readonly int _maxEvents;
    private readonly EventArrays _arrays;
    private readonly SourceVms _vms;
    private readonly OpenBatches _open = new();
    private readonly ClosedBatches _closed;
    private int _lossGivenTo; // number of VMs that already have the loss that is being added

    /// <summary>A batcher for one source.</summary>
    /// <param name="source">The source of the events.</param>
    /// <param name="limits">The limits of the batches.</param>
    /// <param name="nameOf">Returns the name of a VM by its process id; called once for each VM. Null: no names are known.</param>
    public VmBatcher(SourceIdentity source, BatchLimits limits, Func<int, string?>? nameOf = null)
    {
        _maxEvents = limits.EventsFor(source);
        if (_maxEvents < 1)
            throw new ArgumentException("The limits leave no room for an event.", nameof(limits));
        _arrays = new EventArrays(_maxEvents + 1, limits.MaxBatchesHeld);
        (_vms, _closed) = (new SourceVms(nameOf), new ClosedBatches(source, _arrays));
    }

    /// <summary>Wall time = trace time + this, for later batches. It starts as the source's; it changes when the host's wall clock is set during a recording.</summary>
    public long? WallClockOffsetNs
    {
        get => _closed.WallClockOffsetNs;
        set => _closed.WallClockOffsetNs = value;
    }

    /// <summary>Number of VMs so far.</summary>
    public int Vms => _vms.All.Count;

    /// <summary>Closed batches that wait to be taken.</summary>
    public int ClosedCount => _closed.Count;

    /// <summary>Whether another batch can be opened before one is taken.</summary>
    public bool HasRoom => _arrays.AnyFree;

    /// <summary>When the oldest open batch was opened, in ticks of the caller's clock; null: none is open.</summary>
    public long? OldestOpenedAt => _open.Oldest?.OpenedAt;

    /// <summary>Events without a known VM; they are in no batch.</summary>
    public long Unattributed { get; private set; }

    /// <summary>Events of VMs beyond <see cref="MaxVms"/>; they are in no batch.</summary>
    public long Refused { get; private set; }

    /// <summary>Samples that the recorder lost; each is counted once, although the loss is sent to several VMs.</summary>
    public long Lost { get; private set; }

    /// <summary>Events that were dropped. A Lost event in the VM's next batch reports them.</summary>
    public long Dropped => _closed.Dropped;

    /// <summary>
    /// Adds events, in the trace's order; returns how many were added. When fewer than all: take batches, then add the rest.
    /// </summary>
    /// <param name="events">The next events, without optional ones.</param>
    /// <param name="now">The current time in ticks of the caller's clock.</param>
    public int Add(ReadOnlySpan<KvmEvent> events, long now) => Add(events, guestNs: default, now);

    /// <summary>The same.</summary>
    /// <param name="events">The next events, without optional ones.</param>
    /// <param name="guestNs">The events' guest_ns, as in <see cref="VmBatch.GuestNs"/>.</param>
    /// <param name="now">The current time in ticks of the caller's clock.</param>
    public int Add(ReadOnlySpan<KvmEvent> events, ReadOnlySpan<long> guestNs, long now)
    {
        _closed.ReturnTaken();
        var added = 0;
        while (added < events.Length)
        {
            ref readonly var e = ref events[added];
            var taken = e.Kind == KvmEventKind.Lost ? AddToAll(in e, now) : AddOfOneVm(events[added..], From(guestNs, added), now);
            if (taken == 0)
                break;
            added += taken;
        }
        return added;
    }

    /// <summary>Closes the batches that were opened at or before a time.</summary>
    public void CloseOpenedBy(long time)
    {
        while (_open.Oldest is { } vm && vm.OpenedAt <= time)
            Close(vm, endOfSource: false);
    }

    /// <summary>Closes all batches without end-of-source marks: the source may be continued in another run.</summary>
    public void CloseAll() => CloseOpenedBy(long.MaxValue);

    /// <summary>Ends the source: each VM gets its end-of-source mark, on its open batch or on an empty one.</summary>
    public void Finish()
    {
        foreach (var vm in _vms.All)
            Close(vm, endOfSource: true);
    }

    /// <summary>Takes the oldest closed batch. Its events are valid until the next call of this object.</summary>
    public bool TryTake(out VmBatch batch) => _closed.TryTake(out batch);

    /// <summary>Drops the events of the oldest closed batch; the VM's next batch reports them as lost. An end-of-source mark is kept.</summary>
    public void DropOldest() => _closed.DropOldest();

    // A loss may affect every VM seen so far, as in the detector. When no batch can be opened, the next call continues with the same VM.
    private int AddToAll(in KvmEvent loss, long now)
    {
        for (; _lossGivenTo < _vms.All.Count; _lossGivenTo++)
        {
            if (Append(_vms.All[_lossGivenTo], new ReadOnlySpan<KvmEvent>(in loss), default, now) == 0)
                return 0;
        }
        _lossGivenTo = 0;
        Lost += loss.LostCount;
        return 1;
    }

    /// <summary>Adds the first events, which are of one VM; fewer if a batch becomes full. Returns how many were added.</summary>
    private int AddOfOneVm(ReadOnlySpan<KvmEvent> events, ReadOnlySpan<long> guestNs, long now)
    {
        var tgid = events[0].Tgid;
        var count = 1;
        while (count < events.Length && events[count].Tgid == tgid && events[count].Kind != KvmEventKind.Lost)
            count++;
        if (tgid == KvmEvent.Unknown)
            Unattributed += count;
        else if (_vms.Of(tgid) is { } vm)
            return Append(vm, events[..count], guestNs, now);
        else
            Refused += count;
        return count;
    }

    private int Append(VmBatchState vm, ReadOnlySpan<KvmEvent> events, ReadOnlySpan<long> guestNs, long now)
    {
        if (vm.Open is null && !TryOpen(vm, now))
            return 0;
        var count = Math.Min(events.Length, _maxEvents - vm.Count);
        vm.Open!.Put(vm.Count + 1, events[..count], guestNs.IsEmpty ? default : guestNs[..count]);
        vm.Count += count;
        if (vm.Count == _maxEvents)
            Close(vm, endOfSource: false);
        return count;
    }

    private bool TryOpen(VmBatchState vm, long now)
    {
        if (_arrays.TryRent() is not { } array)
        {
            if (_closed.Count == 0)
                Close(_open.Oldest!, endOfSource: false);
            return false;
        }
        (vm.Open, vm.Count, vm.OpenedAt) = (array, 0, now);
        _open.Add(vm);
        return true;
    }

    private void Close(VmBatchState vm, bool endOfSource)
    {
        _closed.Add(new ClosedBatch(vm, vm.Open, vm.Count, endOfSource));
        if (vm.Open is null)
            return;
        vm.LastTimeNs = vm.Open.Events[vm.Count].TimeNs;
        _open.Remove(vm);
        (vm.Open, vm.Count) = (null, 0);
    }

    private static ReadOnlySpan<long> From(ReadOnlySpan<long> guestNs, int index) => guestNs.IsEmpty ? default : guestNs[index..];
}
