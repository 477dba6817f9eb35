namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>No broker takes transactions: none answers, or their log's topic can't be made.</summary>
public sealed class NoCoordinatorException(string message) : Exception(message);
