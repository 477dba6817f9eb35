namespace GangExitStream.Tests.Brokers;

/// <summary>Finds or starts the broker of a test run: a running one, KAFKA_HOME, Docker, the mock cluster.</summary>
public static class BrokerSource
{
    /// <summary>Bootstrap servers of a broker that runs already.</summary>
    public const string RunningVariable = "GANGEXIT_TEST_KAFKA";

    /// <summary>The folder of an unpacked Apache Kafka; needs java.</summary>
    public const string HomeVariable = "KAFKA_HOME";

    /// <summary>The first that is there. What was asked for by a variable must work; only Docker may be absent.</summary>
    public static async Task<IKafkaBroker> StartAsync(CancellationToken cancel)
    {
        if (Variable(RunningVariable) is { } servers)
            return new RunningBroker(servers);
        if (Variable(HomeVariable) is { } home)
            return await KafkaCluster.StartAsync(new ClusterOptions(home) { JvmOptions = ClusterOptions.FastStart }, cancel);
        var (container, why) = await DockerBroker.TryStartAsync(cancel);
        return container ?? (IKafkaBroker)MockBroker.Start($"neither {RunningVariable} nor {HomeVariable} is set, and Docker: {why}");
    }

    /// <summary>KAFKA_HOME, or null: what tests that kill brokers need.</summary>
    public static string? KafkaHome => Variable(HomeVariable);

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private sealed record RunningBroker(string BootstrapServers) : IKafkaBroker
    {
        public BrokerKind Kind => BrokerKind.Running;

        public string Description => $"the running broker at {BootstrapServers} ({RunningVariable})";

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
