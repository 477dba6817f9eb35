using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Tests.Chaos.Faults;

/// <summary>Publishes records that break the contract, and finds each of them, once, among the dead letters.</summary>
internal sealed class Poison(KafkaOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IProducer<byte[], byte[]> _producer = Producer(options);
    private readonly Dictionary<string, TopicPartitionOffset> _sent = new(StringComparer.Ordinal);

    public int Sent => _sent.Count;

    public Task SendAsync(Random random) => SendAsync(options.Topics.Events, Partition.Any, random);

    /// <summary>One to each partition; returns where they are.</summary>
    public async Task<Dictionary<int, long>> SendToAllAsync(int partitions, Random random)
    {
        var at = new Dictionary<int, long>();
        for (var partition = 0; partition < partitions; partition++)
            at[partition] = await SendAsync(options.Topics.Events, partition, random);
        return at;
    }

    private async Task<long> SendAsync(string topic, Partition partition, Random random)
    {
        var value = random.Next(3) switch
        {
            0 => Bytes(random),
            1 => [.. Batch(random)],
            _ => Unknown(random),
        };
        var key = Encoding.UTF8.GetBytes($"elsewhere-{random.Next(10)}/1");
        var sent = await _producer.ProduceAsync(new TopicPartition(topic, partition), new Message<byte[], byte[]> { Key = key, Value = value });
        _sent.Add(Convert.ToHexString(SHA256.HashData(value)), sent.TopicPartitionOffset);
        return sent.Offset.Value;
    }

    /// <summary>What is wrong with the dead letters.</summary>
    public IEnumerable<string> Check()
    {
        var rest = new Dictionary<string, TopicPartitionOffset>(_sent, StringComparer.Ordinal);
        foreach (var letter in ReadAll())
        {
            if (!rest.Remove(Convert.ToHexString(SHA256.HashData(letter.Message.Value)), out var sent))
                yield return $"dead letter {letter.TopicPartitionOffset} is there twice, or nobody sent it";
            else if (Header(letter, "topic") != sent.Topic || Header(letter, "partition") != $"{sent.Partition.Value}" || Header(letter, "offset") != $"{sent.Offset.Value}" || Header(letter, "reason").Length == 0)
                yield return $"dead letter {letter.TopicPartitionOffset} has the wrong headers: it was {sent}";
        }
        foreach (var missing in rest.Values)
            yield return $"{missing} is not among the dead letters";
    }

    public void Dispose() => _producer.Dispose();

    private List<ConsumeResult<byte[], byte[]>> ReadAll()
    {
        var config = options.ToConsumerConfig("chaos");
        (config.GroupId, config.EnablePartitionEof, config.IsolationLevel) = ("chaos-dead-letters", true, IsolationLevel.ReadCommitted);
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).LogTo(KafkaLogging.None).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var open = admin.GetMetadata(options.Topics.DeadLetters, Patience).Topics[0].Partitions.Count;
        consumer.Assign(Enumerable.Range(0, open).Select(p => new TopicPartitionOffset(options.Topics.DeadLetters, p, Offset.Beginning)));
        var letters = new List<ConsumeResult<byte[], byte[]>>();
        while (open > 0)
        {
            var result = consumer.Consume(Patience) ?? throw new Fleet.ChaosException("the dead letters can't be read");
            open -= result.IsPartitionEOF ? 1 : 0;
            if (!result.IsPartitionEOF)
                letters.Add(result);
        }
        return letters;
    }

    private static string Header(ConsumeResult<byte[], byte[]> letter, string name) =>
        letter.Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[64];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Right but for its key.</summary>
    private static byte[] Batch(Random random)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatchV2));
        var batch = new KvmHvEventBatch { Host = "nowhere", Source = $"poison-{random.NextInt64()}", Tgid = 1 };
        KvmHvEventBatchCodec.Encode(batch, [KvmEvent.Enter(1, 0, 1, 1, 0, 1)], registers: false, buffer);
        return buffer.Written.ToArray();
    }

    /// <summary>Framed as it should be, of a schema that nobody knows.</summary>
    private static byte[] Unknown(Random random)
    {
        var bytes = Bytes(random);
        (bytes[0], bytes[1]) = (0xC3, 0x01);
        return bytes;
    }

    private static IProducer<byte[], byte[]> Producer(KafkaOptions options)
    {
        var config = options.ToProducerConfig("chaos");
        config.EnableIdempotence = true;
        config.Partitioner = Partitioner.Murmur2Random;
        return new ProducerBuilder<byte[], byte[]>(config).LogTo(KafkaLogging.None).Build();
    }
}
