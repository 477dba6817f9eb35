using System.Collections.Immutable;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace GangExitStream.Tests.Brokers;

/// <summary>Asks each broker for its cluster until it names all the brokers that run, or a deadline passes.</summary>
internal static class ClusterReadiness
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task WaitAsync(ImmutableArray<BrokerNode> nodes, TimeSpan timeout, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(timeout);
        await Task.WhenAll(nodes.Select(node => WaitAsync(node, nodes, timeout, deadline.Token)));
    }

    private static async Task WaitAsync(BrokerNode node, ImmutableArray<BrokerNode> all, TimeSpan timeout, CancellationToken deadline)
    {
        var config = new AdminClientConfig { BootstrapServers = node.Address, ReconnectBackoffMs = 50, ReconnectBackoffMaxMs = 250 };
        using var admin = new AdminClientBuilder(config).SetLogHandler((_, _) => { }).Build();
        while (!await Knows(admin, all))
        {
            if (!node.IsRunning)
                throw new InvalidOperationException($"Broker {node.Id} ended while starting. The end of its log:\n{node.LogTail()}");
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"Broker {node.Id} at {node.Address} isn't ready after {timeout.TotalSeconds} s. The end of its log:\n{node.LogTail()}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private static async Task<bool> Knows(IAdminClient admin, ImmutableArray<BrokerNode> all)
    {
        try
        {
            var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = Attempt });
            return all.All(node => cluster.Nodes.Exists(known => known.Id == node.Id));
        }
        catch (KafkaException)
        {
            return false;
        }
    }
}
