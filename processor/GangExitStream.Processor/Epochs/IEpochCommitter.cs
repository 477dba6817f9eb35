namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Writes epochs: to Kafka in a transaction, or to a list in a test. An epoch becomes visible completely or not at all. When a method throws,
/// the graph fails, and its owner drops all state and starts again from the committed offsets and the changelog.
/// </summary>
public interface IEpochCommitter
{
    /// <summary>Writes a part of the epoch; it stays invisible until the commit. Calls never overlap and come in the order of the parts.</summary>
    Task WriteAsync(EpochPart part, CancellationToken cancel);

    /// <summary>Commits the epoch whose parts were written since the previous commit.</summary>
    Task CommitAsync(Epoch epoch, CancellationToken cancel);
}
