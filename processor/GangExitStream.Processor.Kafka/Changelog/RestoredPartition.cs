using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>A partition whose state is there.</summary>
/// <param name="Store">The state.</param>
/// <param name="Start">The input offset to read from; never a logical one.</param>
internal sealed record RestoredPartition(SessionStore Store, long Start)
{
    public int Partition => Store.Partition;
}

/// <summary>A partition's state as the changelog has it.</summary>
/// <param name="Store">The state.</param>
/// <param name="IsOfOtherInput">It stands at an offset of another topic of the same name, which was deleted.</param>
internal sealed record RestoredState(SessionStore Store, bool IsOfOtherInput);
