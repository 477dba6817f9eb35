namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Where epochs go: a transaction of Kafka, or a list in a test. All of an epoch becomes visible, or nothing of it; if it
/// throws, whoever runs the graph forgets all state and starts again from what was committed.
/// </summary>
public interface IEpochCommitter
{
    /// <summary>Writes a part of the epoch; nothing of it is visible yet. Called for one at a time, in their order.</summary>
    Task WriteAsync(EpochPart part, CancellationToken cancel);

    /// <summary>Commits the epoch whose parts were written since the last commit.</summary>
    Task CommitAsync(Epoch epoch, CancellationToken cancel);
}
