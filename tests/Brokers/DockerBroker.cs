using DotNet.Testcontainers.Builders;
using Testcontainers.Kafka;

namespace GangExitStream.Tests.Brokers;

/// <summary>The official image in a container.</summary>
public sealed class DockerBroker : IKafkaBroker
{
    private const string Image = "apache/kafka:4.3.1";

    // Pulling the image is part of it.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private readonly KafkaContainer _container;

    private DockerBroker(KafkaContainer container) => _container = container;

    /// <inheritdoc/>
    public string BootstrapServers => _container.GetBootstrapAddress().Replace("PLAINTEXT://", "", StringComparison.OrdinalIgnoreCase).TrimEnd('/');

    /// <inheritdoc/>
    public BrokerKind Kind => BrokerKind.Docker;

    /// <inheritdoc/>
    public string Description => $"a container of {Image} at {BootstrapServers}";

    /// <summary>The container, or why there is none.</summary>
    public static async Task<(DockerBroker? Broker, string Why)> TryStartAsync(CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        KafkaContainer? container = null;
        try
        {
            container = new KafkaBuilder(Image).Build();
            await container.StartAsync(deadline.Token);
            return (new DockerBroker(container), "");
        }
        catch (DockerUnavailableException)
        {
            return (null, "no Docker engine answers");
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Whatever is wrong with somebody's Docker, the tests that need none still run; the reason is printed.
            if (container is not null)
                await container.DisposeAsync();
            return (null, $"{Image} doesn't start ({e.Message.Split('\n')[0].Trim()})");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
