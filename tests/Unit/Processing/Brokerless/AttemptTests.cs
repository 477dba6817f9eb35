using Confluent.Kafka;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>Attempts and takeovers of partitions with in-memory brokers.</summary>
public sealed class AttemptTests
{
    private readonly FakeKafka _kafka = new(partitions: 2);

    [Fact]
    public async Task All_input_is_committed_once()
    {
        await using var run = new FakeRun(_kafka);
        _kafka.Member.Assign(0, 1);
        Publish(0, 5);
        Publish(1, 3);
        UntilCommitted(0, 5);
        UntilCommitted(1, 3);
        _kafka.Check();
    }

    /// <summary>librdkafka may sleep for a second after a pause.</summary>
    [Fact]
    public async Task A_quick_restore_pauses_nothing()
    {
        await using var run = new FakeRun(_kafka, new ProcessTimeouts { Pause = TimeSpan.FromMinutes(1) });
        _kafka.Member.Assign(0, 1);
        Publish(0, 5);
        Publish(1, 3);
        UntilCommitted(0, 5);
        UntilCommitted(1, 3);
        Assert.Equal(0, _kafka.Member.Pauses);
    }

    [Fact]
    public async Task A_commit_that_fails_is_done_again_by_the_next_attempt_with_the_same_partitions()
    {
        var left = 2;
        _kafka.OnCommit = () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                throw new KafkaTxnRequiresAbortException(new Error(ErrorCode.IllegalGeneration));
        };
        await using var run = new FakeRun(_kafka);
        _kafka.Member.Assign(0);
        Publish(0, 1);
        UntilCommitted(0, 1);
        Publish(0, 3);
        UntilCommitted(0, 4);
        _kafka.Check();
        Assert.IsType<KafkaTxnRequiresAbortException>(Assert.Single(run.Failures));
        _kafka.Until(() => run.Status.IsReady, "ready");
    }

    [Fact]
    public async Task Who_was_taken_for_dead_in_the_middle_of_an_epoch_commits_nothing_of_it()
    {
        await using var run = new FakeRun(_kafka);
        _kafka.Member.Assign(0);
        Publish(0, 1);
        UntilCommitted(0, 1);
        _kafka.Member.Lose();
        Publish(0, 5);
        _kafka.OtherProcesses(0, 2);
        _kafka.Member.Assign(0);
        UntilCommitted(0, 6);
        _kafka.Check();
        Assert.IsType<PartitionsLostException>(Assert.Single(run.Failures));
    }

    [Fact]
    public async Task Partitions_whose_last_commit_does_not_end_in_time_are_lost_and_the_attempt_fails()
    {
        using var never = new ManualResetEventSlim();
        _kafka.OnCommit = () => never.Wait(FakeKafka.Deadline, TestContext.Current.CancellationToken);
        await using var run = new FakeRun(_kafka, new ProcessTimeouts { HandOver = TimeSpan.FromMilliseconds(50) });
        _kafka.Member.Assign(0);
        Publish(0, 1);
        _kafka.Until(() => _kafka.Undecided == 1, "committing");
        _kafka.Member.Revoke(0);
        _kafka.Change(() => _kafka.OnCommit = static () => { });
        never.Set();
        _kafka.Until(() => !run.Failures.IsEmpty, "failed");
        Assert.Contains("couldn't be committed within", Assert.IsType<PartitionsLostException>(run.Failures.First()).Message, StringComparison.Ordinal);
        _kafka.OtherProcesses(0, 1);
        _kafka.Check();
    }

    [Fact]
    public async Task A_standby_is_ready_again_after_an_attempt_that_failed()
    {
        await using var run = new FakeRun(_kafka);
        _kafka.Member.Assign(0);
        Publish(0, 1);
        UntilCommitted(0, 1);
        _kafka.OnCommit = () =>
        {
            _kafka.Until(() => _kafka.Member.IsRevoking, "revoked while it commits");
            throw new KafkaTxnRequiresAbortException(new Error(ErrorCode.IllegalGeneration));
        };
        Publish(0, 1);
        _kafka.Until(() => _kafka.Undecided == 1, "committing");
        _kafka.Member.Revoke(0);
        _kafka.Until(() => !run.Failures.IsEmpty, "failed");
        _kafka.Until(() => run.Status.IsReady, "ready without a partition");
        Assert.Equal((0, 1), (_kafka.Member.Owned.Count, _kafka.Offsets[0]));
        _kafka.Check();
    }

    private void Publish(int partition, int records) => _kafka.Change(() => _kafka.Inputs[partition] += records);

    private void UntilCommitted(int partition, long offset) => _kafka.Until(() => _kafka.Offsets[partition] == offset, $"committed up to {offset}");
}
