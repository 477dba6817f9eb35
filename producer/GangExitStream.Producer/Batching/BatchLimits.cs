using System.Text;
using GangExitStream.Schemas.Codecs;

namespace GangExitStream.Producer.Batching;

/// <summary>The limits of a batch, and of all batches that are held in memory.</summary>
public sealed record BatchLimits
{
    /// <summary>Bytes of a batch's numbers, length prefixes and flags: 13 of them, at most ten bytes each as varints.</summary>
    private const int MaxHeaderNumbers = 13 * 10;

    /// <summary>Most events of one batch.</summary>
    public int MaxEvents { get; init; } = 512;

    /// <summary>Most bytes of one encoded batch, for the largest possible events.</summary>
    public int MaxBytes { get; init; } = 64 << 10;

    /// <summary>Most batches that are open or closed and not yet taken, over all VMs; 1,024 of them need 25 MB, with times in the guest 29 MB.</summary>
    public int MaxBatchesHeld { get; init; } = 1024;

    /// <summary>Batches may be dropped: reserves room in each batch for a Lost event that reports the dropped ones.</summary>
    public bool MayDrop { get; init; }

    /// <summary>Events that fit into a batch of a source; 0 or less when the source's names leave no room.</summary>
    public int EventsFor(SourceIdentity source)
    {
        var header = MaxHeaderNumbers + VmName.MaxBytes + Encoding.UTF8.GetByteCount(source.Host) + Encoding.UTF8.GetByteCount(source.Source);
        var fitting = (MaxBytes - header) / KvmHvEventBatchCodec.MaxEventBytes;
        return Math.Clamp(fitting, 0, MaxEvents) - (MayDrop ? 1 : 0);
    }
}
