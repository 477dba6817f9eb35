using System.Reflection;
using Confluent.Kafka;
using GangExitStream.Detection;
using GangExitStream.Kafka;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Calls of the committer to its producer when calls fail.</summary>
public sealed class TransactionalCommitterTests
{
    private readonly RunOptions _options = new() { Kafka = new KafkaOptions { BootstrapServers = "nowhere:1" } };
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingProducer _producer;
    private readonly TransactionalCommitter _committer;

    public TransactionalCommitterTests()
    {
        var producer = DispatchProxy.Create<IProducer<byte[], byte[]>, RecordingProducer>();
        _producer = (RecordingProducer)producer;
        var membership = new GroupMembership(static () => new NoMetadata(), static () => "member");
        _committer = new TransactionalCommitter(producer, writer: null!, membership, _options, _time); // nothing is written here
    }

    [Fact]
    public async Task A_call_that_never_returns_times_out_and_the_producer_is_not_called_again()
    {
        using var never = new ManualResetEventSlim();
        using var called = new ManualResetEventSlim();
        _producer.OnSendOffsets = () =>
        {
            called.Set();
            never.Wait(TestContext.Current.CancellationToken);
        };
        using var epoch = new Epoch();
        epoch.Passed(0, 41);
        var commit = _committer.CommitAsync(epoch, TestContext.Current.CancellationToken);
        called.Wait(TestContext.Current.CancellationToken);
        _time.Advance(_options.TransactionTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.Local_TimedOut, (await Assert.ThrowsAsync<KafkaException>(() => commit)).Error.Code);

        var stuck = _committer.Stuck;
        _committer.Abandon();
        Assert.NotNull(stuck);
        Assert.Equal(["BeginTransaction", "SendOffsetsToTransaction"], _producer.Calls);
        never.Set();
        await stuck;
        Assert.Null(_committer.Stuck);
    }

    [Fact]
    public async Task A_transaction_that_fails_before_its_commit_is_aborted()
    {
        _producer.OnSendOffsets = static () => throw new KafkaException(ErrorCode.IllegalGeneration);
        using var epoch = new Epoch();
        epoch.Passed(0, 41);
        await Assert.ThrowsAsync<KafkaException>(() => _committer.CommitAsync(epoch, TestContext.Current.CancellationToken));
        _committer.Abandon();
        _committer.Abandon();
        Assert.Equal(["BeginTransaction", "SendOffsetsToTransaction", "AbortTransaction"], _producer.Calls);
    }

    /// <summary>Records the calls.</summary>
    public class RecordingProducer : DispatchProxy
    {
        public List<string> Calls { get; } = [];

        public Action OnSendOffsets { get; set; } = static () => { };

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls.Add(targetMethod!.Name);
            if (targetMethod.Name == "SendOffsetsToTransaction")
                OnSendOffsets();
            return null;
        }
    }

    private sealed class NoMetadata : IConsumerGroupMetadata;
}
