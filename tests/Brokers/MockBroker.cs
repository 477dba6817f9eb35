using Confluent.Kafka;

namespace GangExitStream.Tests.Brokers;

/// <summary>librdkafka's mock cluster inside this process; other clients reach it over loopback.</summary>
public sealed class MockBroker : IKafkaBroker
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly IProducer<Null, Null> _host;

    private MockBroker(IProducer<Null, Null> host, string servers, string why)
    {
        _host = host;
        BootstrapServers = servers;
        Description = $"librdkafka's mock cluster at {servers}, because {why}";
    }

    /// <inheritdoc/>
    public string BootstrapServers { get; }

    /// <inheritdoc/>
    public BrokerKind Kind => BrokerKind.Mock;

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Starts it; it lives as long as the client that hosts it.</summary>
    public static MockBroker Start(string why, int brokers = 1)
    {
        var config = new ProducerConfig { BootstrapServers = "replaced-by-the-mock:1" };
        config.Set("test.mock.num.brokers", $"{brokers}");
        var host = new ProducerBuilder<Null, Null>(config).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(host.Handle).Build();
        var servers = admin.GetMetadata(Timeout).Brokers.Select(b => $"{b.Host}:{b.Port}");
        return new MockBroker(host, string.Join(',', servers), why);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }
}
