using Confluent.Kafka;
using GangExitStream.Processor.Ingest;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>Copies a fetched record's bytes into a rented array: librdkafka's memory is valid during the call only.</summary>
internal sealed class PooledBytesDeserializer : IDeserializer<PooledBytes>
{
    public PooledBytes Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        isNull ? default : PooledBytes.Copy(data);
}
