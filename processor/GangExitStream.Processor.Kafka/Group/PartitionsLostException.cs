namespace GangExitStream.Processor.Kafka.Group;

/// <summary>The group has assigned this instance's partitions to other members, because its session timed out or its work was not committed in time.</summary>
public sealed class PartitionsLostException(string message) : Exception(message);
