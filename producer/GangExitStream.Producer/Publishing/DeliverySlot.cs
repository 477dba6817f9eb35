using Confluent.Kafka;

namespace GangExitStream.Producer.Publishing;

/// <summary>What waits for one record's delivery. They circulate: nothing is made anew for a record.</summary>
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

    /// <summary>The clock's timestamp when it was handed over.</summary>
    public long SentAt { get; set; }

    private void OnDelivered(DeliveryReport<byte[], byte[]> report) => _delivered(this, report);
}
