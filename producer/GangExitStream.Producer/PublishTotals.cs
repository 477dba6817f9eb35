using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Feeding;

namespace GangExitStream.Producer;

/// <summary>Counts of what has been published so far. Written by the publishing task, readable from any thread.</summary>
public sealed class PublishTotals
{
    private long _events;
    private long _batches;
    private long _bytes;
    private long _lost;
    private long _dropped;
    private long _unattributed;
    private int _waiting;

    /// <summary>Published events without Lost events.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Batches, including those with only an end-of-source mark.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Bytes of the encoded batches, before compression.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Samples that the recorder lost, each counted once.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Events dropped because Kafka did not accept them in time.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Events without a known VM.</summary>
    public long Unattributed => Volatile.Read(ref _unattributed);

    /// <summary>The hcalls that were recorded (kvm_hcall_enter), which are not published.</summary>
    public HcallCounts Hcalls { get; } = new();

    /// <summary>Closed batches that wait for room in the publisher.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    internal void Count(in VmBatch batch, int bytes)
    {
        var losses = 0;
        foreach (ref readonly var e in batch.Events.Span)
            losses += e.Kind == KvmEventKind.Lost ? 1 : 0;
        Volatile.Write(ref _events, _events + batch.Events.Length - losses);
        Volatile.Write(ref _batches, _batches + 1);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    internal void CountLeftOut(long lost, long dropped, long unattributed, int waiting)
    {
        Volatile.Write(ref _lost, _lost + lost);
        Volatile.Write(ref _dropped, _dropped + dropped);
        Volatile.Write(ref _unattributed, _unattributed + unattributed);
        Volatile.Write(ref _waiting, waiting);
    }
}
