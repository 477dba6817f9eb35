using System.Globalization;
using GangExitStream.Kafka;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary><c>fleet BOOTSTRAP VMS</c>: publishes one small batch of each of so many VMs; one of two runs of each stays open.</summary>
internal static class FleetCommand
{
    private const int Events = 14;
    private const int VmsPerHost = 100;

    public static int Run(string[] args)
    {
        if (args is not [var bootstrap, var count])
        {
            Console.Error.WriteLine("usage: fleet BOOTSTRAP VMS");
            return 2;
        }
        using var producer = LatencyCommand.Build(bootstrap);
        var (topic, events) = (new KafkaOptions().Topics.Events, new KvmEvent[Events]);
        for (var i = 0; i < int.Parse(count, CultureInfo.InvariantCulture); i++)
        {
            using var vm = new SyntheticVm(string.Create(CultureInfo.InvariantCulture, $"host-{i / VmsPerHost}"), "boot-1", 10_000 + (16 * (i % VmsPerHost)));
            vm.Produce(producer, topic, events);
        }
        producer.Flush(TimeSpan.FromMinutes(1));
        return 0;
    }
}
