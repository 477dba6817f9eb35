using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>A restored partition.</summary>
/// <param name="Store">The state.</param>
/// <param name="Start">The input offset to read from; absolute.</param>
internal sealed record RestoredPartition(SessionStore Store, long Start)
{
    public int Partition => Store.Partition;
}

/// <summary>A partition's state from the changelog.</summary>
/// <param name="Store">The state.</param>
/// <param name="IsOfOtherInput">Its offset belongs to a deleted topic of the same name.</param>
internal sealed record RestoredState(SessionStore Store, bool IsOfOtherInput);
