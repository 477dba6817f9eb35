using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;

[assembly: AssemblyFixture(typeof(GangExitStream.Tests.Integration.BrokerFixture))]

namespace GangExitStream.Tests.Integration;

/// <summary>The broker of the whole test run. Each test uses its own topic prefix.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private IKafkaBroker? _broker;

    public IKafkaBroker Broker => _broker ?? throw new InvalidOperationException("The broker isn't started.");

    public string BootstrapServers => Broker.BootstrapServers;

    public async ValueTask InitializeAsync()
    {
        _broker = await BrokerSource.StartAsync(TestContext.Current.CancellationToken);
        await Announce($"Integration tests ran on {_broker.Description}");
    }

    // `dotnet test` shows no output of a run that passes: .ci/run prints the file.
    private static async Task Announce(string line)
    {
        TestContext.Current.SendDiagnosticMessage(line);
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "broker.txt"), line + "\n");
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
    }

    /// <summary>Options whose topics no other test has.</summary>
    public KafkaOptions NewOptions() => new()
    {
        BootstrapServers = BootstrapServers,
        TopicPrefix = $"t{Guid.NewGuid().ToString("N")[..8]}-",
    };

    /// <summary>As <see cref="NewOptions"/>, with the topics there, made by the tool; of a real broker.</summary>
    public async Task<KafkaOptions> NewTopicsAsync()
    {
        RequireReal();
        var kafka = NewOptions();
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "2");
        return kafka;
    }

    /// <summary>Skips the test on the mock cluster.</summary>
    public void RequireReal() =>
        Assert.SkipWhen(Broker.Kind == BrokerKind.Mock, $"needs a real broker; this run has {Broker.Description}");

    /// <summary>KAFKA_HOME for a test that has brokers of its own, or skips it.</summary>
    public static string RequireKafkaHome(string why = "kills brokers of its own")
    {
        Assert.SkipWhen(BrokerSource.KafkaHome is null, $"{why}, so it needs {BrokerSource.HomeVariable}");
        return BrokerSource.KafkaHome!;
    }
}
