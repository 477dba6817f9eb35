using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary>Reads gang exits from the topic's end on, committed ones only, and notes how old each of one host is when it comes.</summary>
internal sealed class GangExitSubscriber : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly long WarmUpNs = 5_000_000_000;

    private readonly IConsumer<Ignore, GangExit> _consumer;
    private long _first;

    private readonly string _host;

    public GangExitSubscriber(string bootstrap, string topic, string host)
    {
        _host = host;
        _consumer = new ConsumerBuilder<Ignore, GangExit>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "latency",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            ConsumeResultFields = "none",
            FetchWaitMaxMs = 20,
        }).SetValueDeserializer(new Decoder()).LogTo(KafkaLogging.None).Build();
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
            if (_consumer.Consume(Wait) is not { } result || result.Message.Value.Host != _host)
                continue;
            var now = SyntheticVm.WallNs();
            if (_first == 0)
                _first = now;
            if (now - _first > WarmUpNs)
                Latencies.Add(now - result.Message.Value.ExitNs);
        }
    }

    public void Dispose() => _consumer.Dispose();

    private sealed class Decoder : IDeserializer<GangExit>
    {
        private readonly Utf8StringCache _strings = new();

        public GangExit Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            RecordPrefix.TryRead(data, out var prefix) && !GangExitCodec.Decode(data[prefix.Length..], _strings, out var item).Failed
                ? item
                : throw new InvalidDataException("not a gang exit");
    }
}
