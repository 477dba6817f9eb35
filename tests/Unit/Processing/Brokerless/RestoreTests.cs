using Confluent.Kafka;
using GangExitStream.Processor.Kafka;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>Restores in parallel with processing, and transactions that predecessors left open.</summary>
public sealed class RestoreTests
{
    private readonly FakeKafka _kafka = new(partitions: 2);
    private readonly HashSet<int> _held = [];

    public RestoreTests() => _kafka.Log.OnRead = partition => !_held.Contains(partition);

    [Fact]
    public async Task Kept_partitions_go_on_while_another_one_is_restored()
    {
        Publish(1, 5);
        _kafka.OtherProcesses(1, 2);
        await using var run = new FakeRun(_kafka);
        _kafka.Member.Assign(0);
        Hold(1);
        _kafka.Member.Assign(1);
        for (var end = 1; end <= 3; end++)
        {
            Publish(0, 1);
            UntilCommitted(0, end);
        }
        Assert.Equal((2L, false, 1), (_kafka.Offsets[1], run.Status.IsReady, run.Status.Partitions));
        Release(1);
        UntilCommitted(1, 5);
        _kafka.Until(() => run.Status.IsReady, "ready");
        Assert.Equal(2, run.Status.Partitions);
        Assert.Empty(run.Failures);
        _kafka.Check();
    }

    [Fact]
    public async Task A_partition_that_is_given_up_and_comes_again_while_it_is_restored_has_the_state_of_today()
    {
        Publish(1, 9);
        _kafka.OtherProcesses(1, 2);
        await using var run = new FakeRun(_kafka);
        Hold(1);
        _kafka.Member.Assign(1);
        _kafka.Until(() => _kafka.Log.HeldReads > 0, "restoring");
        _kafka.Member.Revoke(1);
        _kafka.Until(() => run.Status.IsReady, "ready without it");
        _kafka.OtherProcesses(1, 4);
        _kafka.Member.Assign(1);
        Release(1);
        UntilCommitted(1, 9);
        Assert.Empty(run.Failures);
        _kafka.Check();
    }

    [Fact]
    public async Task A_dead_predecessors_transaction_is_aborted_with_its_transactional_id()
    {
        Publish(0, 9);
        _kafka.OtherProcesses(0, 3);
        _kafka.OtherProcesses(0, 3, dies: true);
        await using var run = new FakeRun(_kafka, new ProcessTimeouts { ForeignCommit = TimeSpan.FromMilliseconds(1) });
        _kafka.Member.Assign(0);
        UntilCommitted(0, 9);
        Assert.EndsWith("-other", Assert.Single(_kafka.Fenced), StringComparison.Ordinal);
        Assert.Empty(run.Failures);
        _kafka.Check();
    }

    [Fact]
    public async Task A_transaction_of_the_first_failed_attempt_is_aborted_although_no_changelog_names_it()
    {
        _kafka.Change(() => _kafka.NeverTimesOut = true);
        _kafka.NextCommits.Enqueue(CommitFault.Open);
        await using var run = new FakeRun(_kafka, new ProcessTimeouts { ForeignCommit = TimeSpan.FromMilliseconds(1) });
        _kafka.Member.Assign(0);
        Publish(0, 3);
        UntilCommitted(0, 3);
        Assert.Single(_kafka.Fenced);
        Assert.Single(run.Failures);
        _kafka.Check();
    }

    [Fact]
    public async Task Kept_partitions_go_on_while_offsets_of_another_one_are_undecided()
    {
        Publish(1, 9);
        _kafka.OtherProcesses(1, 3, dies: true); // its first: no changelog names it
        _kafka.Change(() => _kafka.NeverTimesOut = true);
        await using var run = new FakeRun(_kafka, new ProcessTimeouts { ForeignCommit = TimeSpan.FromMilliseconds(20) });
        _kafka.Member.Assign(0, 1);
        _kafka.Member.Revoke(0);
        _kafka.Member.Assign(0);
        Publish(0, 3);
        UntilCommitted(0, 3);
        Assert.Equal((0L, false), (_kafka.Offsets[1], run.Status.IsReady));
        _kafka.Change(() => _kafka.NeverTimesOut = false);
        UntilCommitted(1, 9);
        _kafka.Check();
    }

    [Fact]
    public async Task A_seek_that_a_look_up_undoes_is_noticed_and_nothing_is_taken_twice()
    {
        Publish(0, 9);
        _kafka.OtherProcesses(0, 4);
        _kafka.Change(() => _kafka.Starts[0] = 2);
        _kafka.UndecidedOnce = true; // so it is assigned at 0, which isn't there any more
        await using var run = new FakeRun(_kafka);
        _kafka.Member.Assign(0);
        UntilCommitted(0, 9);
        _kafka.Check();
        Assert.All(run.Failures, failure => Assert.Equal(ErrorCode.OffsetOutOfRange, Assert.IsType<KafkaException>(failure).Error.Code));
    }

    private void Publish(int partition, int records) => _kafka.Change(() => _kafka.Inputs[partition] += records);

    private void Hold(int partition) => _kafka.Change(() => _held.Add(partition));

    private void Release(int partition) => _kafka.Change(() => _held.Remove(partition));

    private void UntilCommitted(int partition, long offset) => _kafka.Until(() => _kafka.Offsets[partition] == offset, $"committed up to {offset}");
}
