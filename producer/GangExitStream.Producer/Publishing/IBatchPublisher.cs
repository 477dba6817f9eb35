using GangExitStream.Producer.Batching;

namespace GangExitStream.Producer.Publishing;

/// <summary>Publishes batches, a bounded number at a time. Not thread-safe: one caller at a time.</summary>
public interface IBatchPublisher
{
    /// <summary>Whether <see cref="Publish"/> may be called now.</summary>
    bool HasRoom { get; }

    /// <summary>The first failed delivery, after which nothing more is published; null: none has failed.</summary>
    DeliveryFault? Fault { get; }

    /// <summary>Waits for room, or for a fault.</summary>
    ValueTask WaitForRoomAsync(CancellationToken stop);

    /// <summary>Publishes a batch; returns the bytes of its value. Call it only when <see cref="HasRoom"/> is true.</summary>
    int Publish(in VmBatch batch);
}
