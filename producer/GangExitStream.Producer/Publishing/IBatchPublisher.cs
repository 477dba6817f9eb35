using GangExitStream.Producer.Batching;

namespace GangExitStream.Producer.Publishing;

/// <summary>Takes batches while it has room. One caller at a time.</summary>
public interface IBatchPublisher
{
    /// <summary>Whether another batch can be taken now.</summary>
    bool HasRoom { get; }

    /// <summary>Why no more batches are taken; null while all is well.</summary>
    DeliveryFault? Fault { get; }

    /// <summary>Waits for room, or for a fault.</summary>
    ValueTask WaitForRoomAsync(CancellationToken stop);

    /// <summary>Takes a batch; returns its bytes. Only with room.</summary>
    int Publish(in VmBatch batch);
}
