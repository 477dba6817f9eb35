using Confluent.Kafka;

namespace GangExitStream.Producer.Publishing;

/// <summary>The delivery handler of one record in flight. Slots are reused, so that no delegate is allocated per record.</summary>
internal sealed class DeliverySlot
{
    private readonly Action<DeliverySlot, DeliveryReport<byte[], byte[]>> _delivered;

    public DeliverySlot(Action<DeliverySlot, DeliveryReport<byte[], byte[]>> delivered)
    {
        _delivered = delivered;
        Handler = OnDelivered;
    }

    public Action<DeliveryReport<byte[], byte[]>> Handler { get; }

    public int Bytes { get; set; }

    /// <summary>When the record was passed to the client, as a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long SentAt { get; set; }

    private void OnDelivered(DeliveryReport<byte[], byte[]> report) => _delivered(this, report);
}
