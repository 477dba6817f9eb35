using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Processing.Brokerless;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class TopicWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private volatile int _leader = 1;

    /// <summary>Confluent.Kafka never completes a description of a topic without a leader, and the leader may be lost after the metadata named one.</summary>
    [Fact(Timeout = 60_000)]
    public async Task A_description_that_never_returns_does_not_end_the_watch()
    {
        var said = new TaskCompletionSource<string>();
        using var log = new EventLog((_, text) => said.TrySetResult(text));
        using var watch = new TopicWatch(Clients(), new Dictionary<string, int> { ["events"] = 1 }, log, _time, _ => LoseLeader());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = watch.RunAsync(stop.Token);
        while (!said.Task.IsCompleted)
        {
            stop.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.StartsWith("leaderless id=GX5032 ", await said.Task, StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Null(await running);
    }

    private IKafkaClients Clients()
    {
        var admin = Fake<IAdminClient>.Of((name, _) => name switch
        {
            nameof(IAdminClient.GetMetadata) => new Metadata([], [new TopicMetadata("events", [new PartitionMetadata(0, _leader, [1], [1], new Error(ErrorCode.NoError))], new Error(ErrorCode.NoError))], 1, "broker"),
            _ => null,
        });
        var consumer = Fake<IConsumer<byte[], byte[]>>.Of(static (_, _) => null);
        return Fake<IKafkaClients>.Of((name, _) => name == nameof(IKafkaClients.Admin) ? admin : consumer);
    }

    private Task<DescribeTopicsResult> LoseLeader()
    {
        _leader = -1;
        return new TaskCompletionSource<DescribeTopicsResult>().Task;
    }
}
