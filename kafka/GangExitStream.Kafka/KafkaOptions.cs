using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Kafka;

/// <summary>Where the brokers are and how to talk to them.</summary>
public sealed record KafkaOptions
{
    /// <summary>The bootstrap servers where nothing names others.</summary>
    public const string DefaultBootstrapServers = "localhost:9092";

    /// <summary>host:port, separated by commas.</summary>
    public string BootstrapServers { get; init; } = DefaultBootstrapServers;

    /// <summary>What every topic's name starts with.</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>What the names of output topics and of the state start with, where they differ from the input's.</summary>
    public string? OutputPrefix { get; init; }

    /// <summary>librdkafka's properties, as <see cref="Properties.ClientProperties"/> made them. Secrets are among them.</summary>
    public ImmutableDictionary<string, string> ClientProperties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The properties whose names begin with <c>schema.registry.</c>: not librdkafka's. Secrets may be among them.</summary>
    public ImmutableDictionary<string, string> RegistryProperties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The topics' names.</summary>
    public TopicNames Topics => new(TopicPrefix, OutputPrefix);

    /// <summary>The group's members speak its new protocol (KIP-848).</summary>
    public bool HasConsumerProtocol => ClientProperties.TryGetValue("group.protocol", out var protocol) && protocol.Equals("consumer", StringComparison.OrdinalIgnoreCase);

    /// <summary>A client's configuration; what the caller sets afterwards wins over the user's properties.</summary>
    /// <param name="role">What the client does ("produce", "admin"): it ends the client.id that brokers show.</param>
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

    /// <summary>As <see cref="ToClientConfig"/>, for a consumer that joins a group: with what only members have.</summary>
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

    /// <summary>Without the properties: they may be secret.</summary>
    public override string ToString() => $"{BootstrapServers} (prefix '{TopicPrefix}', {ClientProperties.Count} properties)";
}
