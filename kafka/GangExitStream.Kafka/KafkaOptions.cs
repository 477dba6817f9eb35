using System.Collections.Immutable;
using Confluent.Kafka;
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

    /// <summary>A client's configuration; what the caller sets afterwards wins over the user's properties.</summary>
    /// <param name="role">What the client does ("produce", "admin"): it ends the client.id that brokers show.</param>
    public ClientConfig ToClientConfig(string role)
    {
        var all = new Dictionary<string, string>(ClientProperties, StringComparer.Ordinal)
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

    /// <summary>Without the properties: they may be secret.</summary>
    public override string ToString() => $"{BootstrapServers} (prefix '{TopicPrefix}', {ClientProperties.Count} properties)";
}
