using System.Collections.Immutable;

namespace GangExitStream.Tests.Brokers;

/// <summary>One broker or three, started here from an unpacked Apache Kafka, on free ports, in a temporary folder.</summary>
public sealed class KafkaCluster : IKafkaBroker
{
    private readonly ClusterOptions _options;
    private readonly string _folder;
    private readonly KafkaScripts _scripts;

    private KafkaCluster(ClusterOptions options, string folder, KafkaScripts scripts, ImmutableArray<BrokerNode> nodes)
    {
        _options = options;
        _folder = folder;
        _scripts = scripts;
        Nodes = nodes;
    }

    /// <summary>The brokers, by node.id.</summary>
    public ImmutableArray<BrokerNode> Nodes { get; }

    /// <inheritdoc/>
    public string BootstrapServers => string.Join(',', Nodes.Select(node => node.Address));

    /// <inheritdoc/>
    public BrokerKind Kind => BrokerKind.KafkaHome;

    /// <inheritdoc/>
    public string Description => $"{Nodes.Length} broker(s) of {_options.KafkaHome} at {BootstrapServers}";

    /// <summary>Formats, starts, and waits until every broker answers.</summary>
    public static async Task<KafkaCluster> StartAsync(ClusterOptions options, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("gangexit-kafka-").FullName;
        var scripts = new KafkaScripts(options);
        var settings = ClusterLayout.Plan(options, folder);
        var cluster = new KafkaCluster(options, folder, scripts, [.. settings.Select(node => new BrokerNode(node, scripts))]);
        try
        {
            await ClusterLayout.FormatAsync(settings, options, scripts, cancel);
            foreach (var node in cluster.Nodes)
                node.Start();
            await cluster.WaitUntilReadyAsync(cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every running broker answers and is known to the others.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancel) =>
        ClusterReadiness.WaitAsync([.. Nodes.Where(node => node.IsRunning)], _options.ReadyTimeout, cancel);

    /// <summary>Starts a broker again on its data, and waits until it answers.</summary>
    public async Task RestartAsync(BrokerNode node, CancellationToken cancel)
    {
        node.Start();
        await WaitUntilReadyAsync(cancel);
    }

    /// <summary>Ends transactions that no broker will end, as docs/runbook.md says; how many partitions had one.</summary>
    public async Task<int> EndHangingTransactionsAsync(CancellationToken cancel)
    {
        var hanging = new HangingTransactions(_scripts, BootstrapServers, _folder);
        var ended = 0;
        foreach (var node in Nodes.Where(node => node.IsRunning))
            ended += await hanging.EndAsync(node, cancel);
        return ended;
    }

    /// <summary>Ends it, and leaves the brokers' data and logs for a look with Kafka's own tools.</summary>
    /// <param name="target">A folder that isn't there yet.</param>
    public async Task EndAndKeepAsync(string target)
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        Directory.Move(_folder, target);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
