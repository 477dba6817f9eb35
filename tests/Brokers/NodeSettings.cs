using System.Collections.Immutable;

namespace GangExitStream.Tests.Brokers;

/// <summary>One node: broker and controller both.</summary>
/// <param name="Id">node.id, from 1.</param>
/// <param name="Folder">Its own folder: properties, log, data.</param>
/// <param name="Ports">Listener name to port; all on localhost.</param>
internal sealed record NodeSettings(int Id, string Folder, ImmutableSortedDictionary<string, int> Ports)
{
    public const string Plain = "PLAINTEXT";
    public const string Controller = "CONTROLLER";

    public string PropertiesFile => Path.Combine(Folder, "server.properties");

    public string LogFile => Path.Combine(Folder, "server.log");

    public string Address(string listener) => $"localhost:{Ports[listener]}";

    /// <summary>server.properties of this node.</summary>
    public string ToProperties(IReadOnlyList<NodeSettings> nodes, ClusterOptions options)
    {
        var copies = nodes.Count >= 3 ? 3 : 1;
        var inSync = Math.Max(1, copies - 1);
        var clients = Ports.Keys.Where(name => name != Controller).ToList();
        return $"""
            process.roles=broker,controller
            node.id={Id}
            listeners={string.Join(',', Ports.Keys.Select(name => $"{name}://{Address(name)}"))}
            advertised.listeners={string.Join(',', clients.Select(name => $"{name}://{Address(name)}"))}
            listener.security.protocol.map={string.Join(',', Ports.Keys.Select(name => $"{name}:{(name == Controller ? Plain : name)}"))}
            inter.broker.listener.name={Plain}
            controller.listener.names={Controller}
            controller.quorum.voters={string.Join(',', nodes.Select(node => $"{node.Id}@{node.Address(Controller)}"))}
            log.dirs={Path.Combine(Folder, "data")}
            default.replication.factor={copies}
            min.insync.replicas={inSync}
            offsets.topic.replication.factor={copies}
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor={copies}
            transaction.state.log.min.isr={inSync}
            transaction.state.log.num.partitions=4
            share.coordinator.state.topic.replication.factor={copies}
            share.coordinator.state.topic.min.isr={inSync}
            group.initial.rebalance.delay.ms=0
            auto.create.topics.enable=false
            broker.session.timeout.ms=6000
            {string.Join('\n', options.ExtraProperties)}

            """;
    }
}
