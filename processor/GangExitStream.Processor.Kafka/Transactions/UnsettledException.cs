namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// A transaction's outcome is unknown for longer than a transaction may take. Usually a broker is unreachable, and another attempt finds it
/// settled; a hanging transaction must be ended by an operator (docs/runbook.md, "Hanging transactions").
/// </summary>
public sealed class UnsettledException(string message) : Exception(message);
