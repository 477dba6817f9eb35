using System.Diagnostics.Metrics;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Kafka.Topics;
using GangExitStream.Producer.Batching;

namespace GangExitStream.Producer.Publishing;

/// <summary>
/// Publishes batches to Kafka: idempotent, acks=all, in order per VM. It waits while the broker is unreachable. The first batch that can't be
/// delivered ends the publishing, see <see cref="Fault"/>.
/// </summary>
public sealed class EventPublisher : IBatchPublisher, IDisposable
{
    private readonly InFlight _inFlight;
    private readonly OutageWatch _outage;
    private readonly RecordEncoder _encoder;
    private readonly VmRoutes _routes;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly Lock _slotsGate = new();
    private readonly Stack<DeliverySlot> _slots = [];
    private readonly Histogram<double>? _deliveryDuration;
    private readonly TimeProvider _time;
    private readonly KafkaOptions _kafka;
    private readonly string _topic;
    private DeliveryFault? _fault;
    private long _delivered;

    /// <summary>Creates the Kafka client.</summary>
    public EventPublisher(KafkaOptions kafka, EventsTopic topic, EventFraming framing, PublisherOptions options, Action<string> report, TimeProvider time)
    {
        (_time, _kafka, _topic) = (time, kafka, topic.Name);
        _deliveryDuration = options.Meter is { } meter ? PublishInstruments.DeliveryDuration(meter) : null;
        _inFlight = new InFlight(options.MaxRecordsInFlight, options.MaxBytesInFlight);
        _outage = new OutageWatch(_inFlight, options.OutageTimeout, kafka.BootstrapServers, report, time) { Dropped = options.Dropped, Inquiry = InquireAsync }.Started();
        _encoder = new RecordEncoder(framing, options.Registers);
        _routes = new VmRoutes(topic);
        _producer = new ProducerBuilder<byte[], byte[]>(ProducerSettings.From(kafka, options, topic.MaxMessageBytes)).LogTo(_outage.OnLogLine).Build();
    }

    /// <summary>Checks the user's client properties by creating a producer with them.</summary>
    public static void Try(ClientTrial trial) => trial.Producer(ProducerSettings.From(trial.Options, new PublisherOptions()));

    /// <inheritdoc/>
    public bool HasRoom => _inFlight.HasRoom;

    /// <inheritdoc/>
    public DeliveryFault? Fault => Volatile.Read(ref _fault);

    /// <summary>Batches that aren't confirmed yet.</summary>
    public int Unconfirmed => _inFlight.Records;

    /// <summary>Bytes of the batches that aren't confirmed yet.</summary>
    public long UnconfirmedBytes => _inFlight.Bytes;

    /// <summary>Batches that Kafka has confirmed.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Batches wait for delivery, and the broker does not answer.</summary>
    public bool IsUnreachable => _outage.IsUnreachable;

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken stop) => _inFlight.WaitForRoomAsync(stop);

    /// <inheritdoc/>
    public int Publish(in VmBatch batch)
    {
        var value = _encoder.Encode(in batch).ToArray(); // Confluent.Kafka accepts only whole arrays
        var route = _routes.Find(batch.Header.Host, batch.Header.Tgid);
        var slot = RentSlot(value.Length);
        _inFlight.Add(slot.Bytes);
        try
        {
            _producer.Produce(route.Partition, new Message<byte[], byte[]> { Key = route.Key, Value = value }, slot.Handler);
        }
        catch (KafkaException e)
        {
            Fail(route.Partition, e.Error);
            _inFlight.Remove(slot.Bytes);
        }
        return value.Length;
    }

    /// <summary>Waits until every batch is confirmed or has failed.</summary>
    public Task FlushAsync(CancellationToken stop) => _inFlight.WaitUntilEmptyAsync(stop);

    /// <summary>Closes the connections. Batches that aren't confirmed by then may or may not be in Kafka.</summary>
    public void Dispose()
    {
        _producer.Dispose();
        _outage.Dispose();
        _encoder.Dispose();
    }

    private Task<KafkaProblem?> InquireAsync() => ReplicaHealth.FindAsync(_kafka, [_topic]);

    // Called on the client's polling thread.
    private void OnDelivered(DeliverySlot slot, DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
            Fail(report.TopicPartition, report.Error);
        else
            Confirmed(slot);
        _inFlight.Remove(slot.Bytes);
        lock (_slotsGate)
            _slots.Push(slot);
    }

    private void Confirmed(DeliverySlot slot)
    {
        _outage.Delivered();
        Volatile.Write(ref _delivered, _delivered + 1); // only the polling thread writes it
        _deliveryDuration?.Record(_time.GetElapsedTime(slot.SentAt).TotalSeconds);
    }

    private DeliverySlot RentSlot(int bytes)
    {
        lock (_slotsGate)
        {
            if (!_slots.TryPop(out var slot))
                slot = new DeliverySlot(OnDelivered);
            (slot.Bytes, slot.SentAt) = (bytes, _time.GetTimestamp());
            return slot;
        }
    }

    private void Fail(TopicPartition partition, Error error)
    {
        Interlocked.CompareExchange(ref _fault, DeliveryFault.Of(partition, error), null);
        _inFlight.Close();
    }
}
