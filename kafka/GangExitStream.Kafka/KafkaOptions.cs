using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Kafka;

/// <summary>The addresses of the brokers, the topic prefixes and the client properties.</summary>
public sealed record KafkaOptions
{
    /// <summary>The default of <see cref="BootstrapServers"/>.</summary>
    public const string DefaultBootstrapServers = "localhost:9092";

    /// <summary>The bootstrap servers: host:port, separated by commas.</summary>
    public string BootstrapServers { get; init; } = DefaultBootstrapServers;

    /// <summary>The prefix of all topic names.</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>The prefix of the output topics and the changelog; null: <see cref="TopicPrefix"/>.</summary>
    public string? OutputPrefix { get; init; }

    /// <summary>librdkafka's properties, from <see cref="Properties.ClientProperties"/>. They may contain secrets.</summary>
    public ImmutableDictionary<string, string> ClientProperties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Properties whose names begin with <c>schema.registry.</c>, for the registry client. They may contain secrets.</summary>
    public ImmutableDictionary<string, string> RegistryProperties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The topics' names.</summary>
    public TopicNames Topics => new(TopicPrefix, OutputPrefix);

    /// <summary>The group's members use the new group protocol (KIP-848).</summary>
    public bool HasConsumerProtocol => ClientProperties.TryGetValue("group.protocol", out var protocol) && protocol.Equals("consumer", StringComparison.OrdinalIgnoreCase);

    /// <summary>A new configuration with the user's properties. Values that the caller sets in it override the user's.</summary>
    /// <param name="role">The role of the client ("produce", "admin"), the end of its client.id.</param>
    public ClientConfig ToClientConfig(string role)
    {
        var all = new Dictionary<string, string>(ClientProperties.RemoveRange(JavaPropertyNames.OfMembers), StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = BootstrapServers,
            ["client.id"] = ClientIds.For(ClientProperties.GetValueOrDefault("client.id"), role),
        };
        return new ClientConfig(all);
    }

    /// <summary>As <see cref="ToClientConfig"/>, for a producer.</summary>
    public ProducerConfig ToProducerConfig(string role) => new(ToClientConfig(role));

    /// <summary>As <see cref="ToClientConfig"/>, for a consumer.</summary>
    public ConsumerConfig ToConsumerConfig(string role) => new(ToClientConfig(role));

    /// <summary>As <see cref="ToConsumerConfig"/>, for a consumer that joins a group: with the properties that only members have.</summary>
    public ConsumerConfig ToMemberConfig(string role)
    {
        var config = ToConsumerConfig(role);
        foreach (var key in JavaPropertyNames.OfMembers)
        {
            if (ClientProperties.TryGetValue(key, out var value))
                config.Set(key, value);
        }
        return config;
    }

    /// <summary>Does not show the properties, because they may be secret.</summary>
    public override string ToString() => $"{BootstrapServers} (prefix '{TopicPrefix}', {ClientProperties.Count} properties)";
}
