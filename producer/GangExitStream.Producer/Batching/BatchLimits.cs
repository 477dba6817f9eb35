using System.Text;
using GangExitStream.Schemas.Codecs;

namespace GangExitStream.Producer.Batching;

/// <summary>Where batches are cut, and how much may be held back.</summary>
public sealed record BatchLimits
{
    /// <summary>Numbers, length prefixes and flags of a batch: ten bytes each at most.</summary>
    private const int MaxHeaderNumbers = 13 * 10;

    /// <summary>Most events of one batch.</summary>
    public int MaxEvents { get; init; } = 512;

    /// <summary>Most bytes of one encoded batch, whatever its events are.</summary>
    public int MaxBytes { get; init; } = 64 << 10;

    /// <summary>Most batches that are open or wait to be taken, of all VMs together; 1,024 of them take 25 MB.</summary>
    public int MaxBatchesHeld { get; init; } = 1024;

    /// <summary>Leaves room in each batch for the Lost that tells of batches dropped before it.</summary>
    public bool MayDrop { get; init; }

    /// <summary>Events that fit into a batch of a source; 0 where its names alone are too long.</summary>
    public int EventsFor(SourceIdentity source)
    {
        var header = MaxHeaderNumbers + VmName.MaxBytes + Encoding.UTF8.GetByteCount(source.Host) + Encoding.UTF8.GetByteCount(source.Source);
        var fitting = (MaxBytes - header) / KvmHvEventBatchCodec.MaxEventBytes;
        return Math.Clamp(fitting, 0, MaxEvents) - (MayDrop ? 1 : 0);
    }
}
