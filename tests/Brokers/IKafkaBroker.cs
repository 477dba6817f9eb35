namespace GangExitStream.Tests.Brokers;

/// <summary>What a test runs against. In the order in which <see cref="BrokerSource"/> looks for one.</summary>
public enum BrokerKind
{
    /// <summary>Somebody else's, named by GANGEXIT_TEST_KAFKA.</summary>
    Running,

    /// <summary>Started here from KAFKA_HOME.</summary>
    KafkaHome,

    /// <summary>A container.</summary>
    Docker,

    /// <summary>librdkafka's mock cluster: no CreateTopics, transactions not enforced.</summary>
    Mock,
}

/// <summary>A broker, or several, for tests.</summary>
public interface IKafkaBroker : IAsyncDisposable
{
    /// <summary>host:port, separated by commas.</summary>
    string BootstrapServers { get; }

    /// <summary>Where it comes from.</summary>
    BrokerKind Kind { get; }

    /// <summary>One line for the test run's output.</summary>
    string Description { get; }
}
