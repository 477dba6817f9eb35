using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary>
/// <c>latency BOOTSTRAP EVENTS_PER_SECOND SECONDS [TOPIC [PREFIX HOSTS VMS]]</c>: publishes events at a steady pace, each with the time at which
/// its batch is handed to the producer, while <c>gangexit process</c> runs; a read_committed subscriber compares a gang exit's exit_ns with
/// the time at which it gets it. One clock, since it is one process. On a topic whose name doesn't end in gang-exits it expects copies of the batches.
/// VMS is of each host (one host of 16 VMs). Each VM sends a batch a second, or more often when that would be above 510 events.
/// </summary>
internal static class LatencyCommand
{
    private const string Host = "bench";
    private const int MaxEvents = 510; // of a batch; whole runs

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var bootstrap, var rate, var seconds, .. var more] || more.Length is not (0 or 1 or 4))
        {
            await Console.Error.WriteLineAsync("usage: latency BOOTSTRAP EVENTS_PER_SECOND SECONDS [TOPIC [PREFIX HOSTS VMS]]");
            return 2;
        }
        var (prefix, hosts, vms) = more is [_, var given, var h, var v] ? (given, Number(h), Number(v)) : ("", 1, 16);
        var topics = new KafkaOptions { TopicPrefix = prefix }.Topics;
        using var stop = new CancellationTokenSource();
        using var subscriber = new LatencySubscriber(bootstrap, more is [var topic, ..] ? prefix + topic : topics.GangExits, Host);
        var arrivals = Task.Factory.StartNew(() => subscriber.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var paced = await PublishAsync(bootstrap, topics, Fleet(hosts, vms), Number(rate), Number(seconds));
        await Task.Delay(2000); // the last ones arrive
        await stop.CancelAsync();
        await arrivals;
        Console.WriteLine($"{paced}; {subscriber.Latencies}");
        return 0;
    }

    private static async Task<string> PublishAsync(string bootstrap, TopicNames topics, SyntheticVm[] vms, int rate, int seconds)
    {
        using var producer = Build(bootstrap);
        var events = new KvmEvent[Math.Clamp(rate / vms.Length / SyntheticVm.RunEvents * SyntheticVm.RunEvents, SyntheticVm.RunEvents, MaxEvents)];
        var (sent, batches, watch) = (0L, 0, Stopwatch.StartNew());
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            for (; sent < rate * watch.Elapsed.TotalSeconds; sent += events.Length)
                vms[batches++ % vms.Length].Produce(producer, topics.Events, events);
            await Task.Delay(1);
        }
        var took = watch.Elapsed.TotalSeconds;
        producer.Flush(TimeSpan.FromSeconds(10));
        foreach (var vm in vms)
            vm.Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"{sent:N0} events at {sent / took:N0} events/s");
    }

    private static SyntheticVm[] Fleet(int hosts, int vms)
    {
        var source = string.Create(CultureInfo.InvariantCulture, $"latency-{SyntheticVm.WallNs()}");
        return [.. Enumerable.Range(0, hosts * vms).Select(i =>
            new SyntheticVm(hosts == 1 ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}-{i / vms}"), source, 100_000 + (10 * (i % vms))))];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

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
