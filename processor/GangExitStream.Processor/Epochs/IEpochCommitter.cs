namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Where epochs go: a transaction of Kafka, or a list in a test. All of an epoch becomes visible, or nothing of it; if it
/// throws, whoever runs the graph forgets all state and starts again from what was committed.
/// </summary>
public interface IEpochCommitter
{
    /// <summary>Commits one epoch. Called for one at a time, in their order.</summary>
    Task CommitAsync(Epoch epoch, CancellationToken cancel);
}
