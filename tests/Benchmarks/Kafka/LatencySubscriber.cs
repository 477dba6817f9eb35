using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary>Reads gang exits, or copies of batches of events, from the topic's end on, committed ones only, and notes how old each of the hosts whose name begins so is when it comes.</summary>
internal sealed class LatencySubscriber : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly long WarmUpNs = 5_000_000_000;

    private readonly IConsumer<Ignore, Stamp> _consumer;
    private long _first;

    private readonly string _host;

    public LatencySubscriber(string bootstrap, string topic, string host)
    {
        _host = host;
        _consumer = new ConsumerBuilder<Ignore, Stamp>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "latency",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            ConsumeResultFields = "none",
            FetchWaitMaxMs = 20,
        }).SetValueDeserializer(topic.EndsWith("gang-exits", StringComparison.Ordinal) ? new GangExitStamp() : new BatchStamp()).LogTo(KafkaLogging.None).Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Select(found => new TopicPartition(topic, found.PartitionId)).ToList();
        _consumer.Assign(partitions.Select(partition =>
            new TopicPartitionOffset(partition, _consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High)));
    }

    /// <summary>What was seen after the first seconds.</summary>
    public LatencyHistogram Latencies { get; } = new();

    public void Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            if (_consumer.Consume(Wait) is not { } result || !result.Message.Value.Host.StartsWith(_host, StringComparison.Ordinal))
                continue;
            var now = SyntheticVm.WallNs();
            if (_first == 0)
                _first = now;
            if (now - _first > WarmUpNs)
                Latencies.Add(now - result.Message.Value.Ns);
        }
    }

    public void Dispose() => _consumer.Dispose();

    /// <summary>Where and when it happened.</summary>
    private readonly record struct Stamp(string Host, long Ns);

    private sealed class GangExitStamp : IDeserializer<Stamp>
    {
        private readonly Utf8StringCache _strings = new();

        public Stamp Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            RecordPrefix.TryRead(data, out var prefix) && !GangExitCodec.Decode(data[prefix.Length..], _strings, out var item).Failed
                ? new Stamp(item.Host, item.ExitNs)
                : throw new InvalidDataException("not a gang exit");
    }

    private sealed class BatchStamp : IDeserializer<Stamp>
    {
        private readonly Utf8StringCache _strings = new();
        private readonly KvmEventBuffer _events = new();

        public Stamp Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            RecordPrefix.TryRead(data, out var prefix) && !KvmHvEventBatchCodec.Decode(data[prefix.Length..], _strings, _events, out var batch).Failed
                ? new Stamp(batch.Host, batch.BaseTimeNs)
                : throw new InvalidDataException("not a batch of events");
    }
}
