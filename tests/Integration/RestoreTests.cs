using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Processor;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Schemas.State;
using GangExitStream.Tests.Chaos.Host;

namespace GangExitStream.Tests.Integration;

/// <summary>Restores run in parallel with processing.</summary>
public sealed class RestoreTests(BrokerFixture broker)
{
    private const int Vms = 20_000;
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_a_kept_partition_are_committed_while_another_one_is_restored()
    {
        broker.RequireReal();
        var kafka = await broker.NewTopicsAsync();
        var group = kafka.TopicPrefix + "beside";
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "2", "--group", group);
        WriteStates(kafka, group);
        using var gate = new Gate();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var ours = new ProcessRunner(Options(kafka, group), new ProcessParts { Clients = new GatedClients(new KafkaClients(Options(kafka, group)), gate) }, [new ReleasedSchemas()], Partitions(kafka, group), TimeProvider.System);
        var running = Task.Run(() => ours.RunAsync(stop.Token), Cancel);
        await Poll.UntilAsync(() => Task.FromResult(ours.Status is { IsReady: true, Partitions: 2 }), "both partitions are ours", Cancel);

        using var other = ToolProcess.Start(GangExit.Line(kafka, "process", "--group", group));
        await other.UntilItSaysAsync("restored partition=", Cancel);
        await Poll.UntilAsync(() => Task.FromResult(ours.Status.Partitions == 1), "one is the other's", Cancel);
        var kept = ours.Status.Lags.Keys.Single();
        gate.Close();
        Assert.Equal(0, (await other.TerminateAsync(Cancel)).ExitCode);
        await Poll.UntilAsync(() => Task.FromResult(gate.IsReached), "the other one is being restored", Cancel);
        await PublishAndAwaitAsync(kafka, group, kept, records: 5);
        Assert.Equal((false, 1), (ours.Status.IsReady, ours.Status.Partitions));

        gate.Open();
        await Poll.UntilAsync(() => Task.FromResult(ours.Status is { IsReady: true, Partitions: 2 }), "it is restored", Cancel);
        await PublishAndAwaitAsync(kafka, group, 1 - kept, records: 3);
        await stop.CancelAsync();
        await running;
        Assert.Equal((8L, 2 * Vms), (ours.Totals.DeadLetters, ours.Totals.Vms));
    }

    private static RunOptions Options(KafkaOptions kafka, string group) =>
        new() { Kafka = kafka, Group = group, Processor = new ProcessorOptions { CommitInterval = TimeSpan.FromMilliseconds(100) } };

    private static Dictionary<string, int> Partitions(KafkaOptions kafka, string group) =>
        new[] { kafka.Topics.Events, kafka.Topics.GangExits, kafka.Topics.Counts, kafka.Topics.State(group), kafka.Topics.DeadLetters }.ToDictionary(static name => name, static _ => 2, StringComparer.Ordinal);

    /// <summary>Records that can't be processed: each is a dead letter.</summary>
    private static async Task PublishAndAwaitAsync(KafkaOptions kafka, string group, int partition, int records)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(kafka.ToProducerConfig("test")).LogTo(KafkaLogging.None).Build();
        var to = new TopicPartition(kafka.Topics.Events, partition);
        for (var i = 0; i < records; i++)
            await producer.ProduceAsync(to, new Message<byte[], byte[]> { Key = [1], Value = [1, 2, 3] }, Cancel);
        var config = kafka.ToConsumerConfig("test");
        config.GroupId = group;
        using var reader = new ConsumerBuilder<byte[], byte[]>(config).LogTo(KafkaLogging.None).Build();
        await Poll.UntilAsync(() => Task.FromResult(reader.Committed([to], Request)[0].Offset == records), "they are committed", Cancel);
    }

    /// <summary>A changelog of many VMs, as of input offset 0.</summary>
    private static void WriteStates(KafkaOptions kafka, string group)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(kafka.ToProducerConfig("test")).LogTo(KafkaLogging.None).Build();
        for (var partition = 0; partition < 2; partition++)
        {
            var to = new TopicPartition(kafka.Topics.State(group), partition);
            for (var vm = 1; vm <= Vms; vm++)
                producer.Produce(to, StateOf(new DetectorState { Host = "h", Source = "s", Tgid = vm, LastSeenWallMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() }));
            producer.Produce(to, StateOf(new DetectorState { NextSequence = Vms }));
        }
        producer.Flush(Cancel);
    }

    private static Message<byte[], byte[]> StateOf(DetectorState state)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.DetectorState));
        DetectorStateCodec.Encode(state, buffer);
        return new() { Key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{state.Host}/{state.Source}/{state.Tgid}")), Value = buffer.Written.ToArray() };
    }

    /// <summary>Pauses restores while it is closed.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private int _passed;

        public bool IsReached { get; private set; }

        public void Close()
        {
            Volatile.Write(ref _passed, 0);
            _open.Reset();
        }

        public void Open() => _open.Set();

        public void Pass(string call)
        {
            if (call != nameof(IConsumer<,>.Consume) || Interlocked.Increment(ref _passed) < Vms / 2 || _open.IsSet)
                return;
            IsReached = true;
            _open.Wait(Cancel);
        }

        public void Dispose() => _open.Dispose();
    }

    private sealed class GatedClients(IKafkaClients clients, Gate gate) : IKafkaClients
    {
        public IConsumer<PooledBytes, PooledBytes> Group(IPartitionOwner owner) => clients.Group(owner);

        public IConsumer<byte[], byte[]> Offsets() => clients.Offsets();

        public IAdminClient Admin(IClient client) => clients.Admin(client);

        public IConsumer<byte[], byte[]> Changelog(IsolationLevel isolation) => Around<IConsumer<byte[], byte[]>>.Put(clients.Changelog(isolation), gate.Pass);

        public IProducer<byte[], byte[]> Transactional(string transactionalId) => clients.Transactional(transactionalId);
    }
}
