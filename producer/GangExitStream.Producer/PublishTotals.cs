using GangExitStream.Producer.Batching;

namespace GangExitStream.Producer;

/// <summary>What has been published so far. Written by the publishing task, read by any.</summary>
public sealed class PublishTotals
{
    private long _events;
    private long _losses;
    private long _batches;
    private long _bytes;

    /// <summary>Guest exits, Enters and Exits.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Losses, each as often as VMs were told of it.</summary>
    public long Losses => Volatile.Read(ref _losses);

    /// <summary>Batches, end marks included.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Bytes of the batches, before compression.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    internal void Count(in VmBatch batch, int bytes)
    {
        var losses = 0;
        foreach (ref readonly var e in batch.Events.Span)
            losses += e.Kind == KvmEventKind.Lost ? 1 : 0;
        Volatile.Write(ref _losses, _losses + losses);
        Volatile.Write(ref _events, _events + batch.Events.Length - losses);
        Volatile.Write(ref _batches, _batches + 1);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }
}
