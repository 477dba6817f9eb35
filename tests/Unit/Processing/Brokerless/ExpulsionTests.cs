using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Processor;
using GangExitStream.Processor.Kafka;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>Who can be no member of the group any more ends, rather than to come back and put out the one that is.</summary>
public sealed class ExpulsionTests
{
    private readonly FakeKafka _kafka = new(partitions: 1);
    private readonly List<string> _told = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ErrorCode.FencedInstanceId)]
    [InlineData(ErrorCode.UnreleasedInstanceId)]
    [InlineData(ErrorCode.GroupMaxSizeReached)]
    public async Task A_member_that_failed_for_good_is_not_followed_by_another(ErrorCode code)
    {
        _kafka.Member.Expel(code);
        var e = await Assert.ThrowsAnyAsync<KafkaException>(() => RunAsync().WaitAsync(FakeKafka.Deadline, Cancel));
        Assert.Equal(code, e.Error.Code);
        Assert.DoesNotContain(_told, text => text.StartsWith("attempt_failed", StringComparison.Ordinal));
    }

    /// <summary>A commit may learn of it before the heartbeat does.</summary>
    [Fact]
    public async Task A_commit_that_is_fenced_by_another_instance_is_not_tried_again()
    {
        _kafka.OnCommit = static () => throw new KafkaTxnRequiresAbortException(new Error(ErrorCode.FencedInstanceId));
        var running = RunAsync();
        _kafka.Member.Assign(0);
        _kafka.Change(() => _kafka.Inputs[0] += 3);
        var e = await Assert.ThrowsAnyAsync<Exception>(() => running.WaitAsync(FakeKafka.Deadline, Cancel));
        Assert.Equal(ErrorCode.FencedInstanceId, Assert.IsAssignableFrom<KafkaException>(e.GetBaseException()).Error.Code);
        Assert.DoesNotContain(_told, text => text.StartsWith("attempt_failed", StringComparison.Ordinal));
    }

    /// <summary>On a thread of its own: it fetches on the thread that starts it, and the brokers here never make it wait.</summary>
    private Task RunAsync() => Task.Run(() => Runner().RunAsync(Cancel), Cancel);

    private ProcessRunner Runner()
    {
        var options = new RunOptions
        {
            Kafka = new KafkaOptions(),
            NativeProduce = false,
            Logger = new EventLog((_, text) => _told.Add(text)),
            Processor = new ProcessorOptions { CommitInterval = TimeSpan.FromMilliseconds(1) },
        };
        return new ProcessRunner(options, new ProcessParts { Clients = _kafka }, [new ReleasedSchemas()], _kafka.Partitions, TimeProvider.System);
    }
}
