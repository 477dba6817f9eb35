namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>There is no transaction coordinator: no broker answers, or the transaction log's topic can't be created.</summary>
public sealed class NoCoordinatorException(string message) : Exception(message);
