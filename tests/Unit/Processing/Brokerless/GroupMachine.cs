using System.Runtime.InteropServices;
using Confluent.Kafka;
using GangExitStream.Processor.Kafka;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>The kinds of events that the state machine applies to a member of the group.</summary>
internal enum Happening
{
    Publish,
    Assign,
    Revoke,
    Lose,
    OtherProcesses,
    OtherDies,
    CommitFails,
    SlowStart,
    Retention,
    RestoreFails,
    Hold,
    Release,
    Catch,
}

/// <summary>One such event with its arguments.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Step(Happening What, int Partition, int Count);

/// <summary>
/// Applies a random sequence of events to a running member of the group. At the end all partitions are assigned to it, and all input must be
/// processed. <see cref="FakeKafka.Check()"/> checks the invariants.
/// </summary>
internal sealed class GroupMachine : IAsyncDisposable
{
    private readonly FakeKafka _kafka;
    private readonly FakeRun _run;
    private readonly HashSet<int> _held = [];
    private int _readsToFail;

    public GroupMachine(int partitions)
    {
        _kafka = new FakeKafka(partitions);
        _kafka.Log.OnRead = Read;
        _run = new FakeRun(_kafka, new ProcessTimeouts { ForeignCommit = TimeSpan.FromMilliseconds(20), Pause = TimeSpan.FromTicks(1) });
    }

    public async ValueTask DisposeAsync() => await _run.DisposeAsync();

    public void Take(Step step)
    {
        var (partition, count) = (step.Partition, step.Count);
        _kafka.Tell(step.ToString());
        var isOurs = _kafka.Member.Owned.Contains(partition);
        switch (step.What)
        {
            case Happening.Publish:
                _kafka.Change(() => _kafka.Inputs[partition] += count);
                break;
            case Happening.Assign when !isOurs:
                _kafka.Member.Assign(Some(step, ours: false));
                break;
            case Happening.Revoke when isOurs:
                _kafka.Member.Revoke(Some(step, ours: true));
                break;
            case Happening.Lose:
                _kafka.Member.Lose();
                break;
            case Happening.OtherProcesses or Happening.OtherDies when !isOurs:
                _kafka.OtherProcesses(partition, count, step.What == Happening.OtherDies);
                break;
            case Happening.CommitFails:
                _kafka.Change(() => _kafka.NextCommits.Enqueue((CommitFault)(count % 5)));
                break;
            case Happening.SlowStart:
                _kafka.Change(() => _kafka.Member.Positions.StartsSlowly = count % 2 == 0);
                break;
            case Happening.Retention:
                _kafka.Change(() => _kafka.Starts[partition] = _kafka.Offsets[partition]);
                break;
            case Happening.RestoreFails:
                _kafka.Change(() => _readsToFail = 1);
                break;
            case Happening.Hold:
                _kafka.Change(() => _held.Add(partition));
                break;
            case Happening.Release:
                _kafka.Change(_held.Clear);
                break;
            case Happening.Catch:
                _kafka.Change(_held.Clear);
                UntilProcessed();
                break;
        }
    }

    /// <summary>Assigns all partitions, stops all failures, and waits until all input is processed.</summary>
    public void Finish()
    {
        _kafka.Change(() =>
        {
            _kafka.NextCommits.Clear();
            _readsToFail = 0;
            _held.Clear();
        });
        int[] others = [.. Enumerable.Range(0, _kafka.Inputs.Length).Except(_kafka.Member.Owned)];
        if (others.Length > 0)
            _kafka.Member.Assign(others);
        UntilProcessed();
        _kafka.Until(() => _run.Status.IsReady && _run.Status.Partitions == _kafka.Inputs.Length, "ready, with all partitions");
        _kafka.Check();
    }

    private bool Read(int partition)
    {
        if (_readsToFail > 0 && _readsToFail-- > 0)
            throw new KafkaException(ErrorCode.Local_Transport);
        return !_held.Contains(partition);
    }

    private void UntilProcessed()
    {
        _kafka.Change(_kafka.NextCommits.Clear);
        _kafka.Until(() => _kafka.Member.Owned.All(partition => _kafka.Offsets[partition] == _kafka.Inputs[partition]), "processed");
        _kafka.Check();
    }

    /// <summary>The step's partition, and another one like it where there is one.</summary>
    private int[] Some(Step step, bool ours) =>
        [.. Enumerable.Range(0, _kafka.Inputs.Length).Where(partition => _kafka.Member.Owned.Contains(partition) == ours && (partition == step.Partition || (step.Count + partition) % 3 == 0))];
}
