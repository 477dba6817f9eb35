namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// What a transaction came to isn't known for longer than any may take. Mostly a broker is away, and another attempt finds it
/// settled; where brokers have forgotten to end one, it takes an operator (docs/runbook.md, "Hanging transactions").
/// </summary>
public sealed class UnsettledException(string message) : Exception(message);
