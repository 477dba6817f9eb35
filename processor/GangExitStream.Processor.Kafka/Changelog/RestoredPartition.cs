using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Kafka.Changelog;

/// <summary>A partition whose state is there.</summary>
/// <param name="Store">The state.</param>
/// <param name="Start">The input offset to read from; never a logical one.</param>
internal sealed record RestoredPartition(SessionStore Store, long Start)
{
    public int Partition => Store.Partition;
}
