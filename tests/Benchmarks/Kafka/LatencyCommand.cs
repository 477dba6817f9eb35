using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary>
/// <c>latency BOOTSTRAP EVENTS_PER_SECOND SECONDS [TOPIC]</c>: publishes events at a steady pace, each with the time at which its batch
/// is handed to the producer, while <c>gangexit process</c> runs; a read_committed subscriber compares a gang exit's exit_ns with
/// the time at which it gets it. One clock, since it is one process. On another topic than gang-exits it expects copies of the batches.
/// </summary>
internal static class LatencyCommand
{
    private const string Host = "bench";
    private const int Vms = 16;
    private const int BatchEvents = 510; // whole runs

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var bootstrap, var rate, var seconds, .. var more] || more.Length > 1)
        {
            await Console.Error.WriteLineAsync("usage: latency BOOTSTRAP EVENTS_PER_SECOND SECONDS [TOPIC]");
            return 2;
        }
        var topics = new KafkaOptions().Topics;
        using var stop = new CancellationTokenSource();
        using var subscriber = new LatencySubscriber(bootstrap, more is [var topic] ? topic : topics.GangExits, topics.GangExits, Host);
        var arrivals = Task.Factory.StartNew(() => subscriber.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var paced = await PublishAsync(bootstrap, topics, long.Parse(rate, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture));
        await Task.Delay(2000); // the last ones arrive
        await stop.CancelAsync();
        await arrivals;
        Console.WriteLine($"{paced}; {subscriber.Latencies}");
        return 0;
    }

    private static async Task<string> PublishAsync(string bootstrap, TopicNames topics, long rate, double seconds)
    {
        using var producer = Build(bootstrap);
        var source = string.Create(CultureInfo.InvariantCulture, $"latency-{SyntheticVm.WallNs()}");
        var vms = Enumerable.Range(0, Vms).Select(i => new SyntheticVm(Host, source, 100_000 + (10 * i))).ToArray();
        var events = new KvmEvent[BatchEvents];
        var (sent, batches, watch) = (0L, 0, Stopwatch.StartNew());
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            for (; sent < rate * watch.Elapsed.TotalSeconds; sent += BatchEvents)
                vms[batches++ % Vms].Produce(producer, topics.Events, events);
            await Task.Delay(1);
        }
        var took = watch.Elapsed.TotalSeconds;
        producer.Flush(TimeSpan.FromSeconds(10));
        foreach (var vm in vms)
            vm.Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"{sent:N0} events at {sent / took:N0} events/s");
    }

    /// <summary>With the settings of <c>gangexit produce</c> that matter here.</summary>
    public static IProducer<byte[], byte[]> Build(string bootstrap) => new ProducerBuilder<byte[], byte[]>(new ProducerConfig
    {
        BootstrapServers = bootstrap,
        EnableIdempotence = true,
        EnableDeliveryReports = false,
        Partitioner = Partitioner.Murmur2Random,
        CompressionType = CompressionType.Lz4,
        LingerMs = 5,
    }).LogTo(KafkaLogging.None).Build();
}
