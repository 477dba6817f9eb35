namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>No broker coordinates transactions, or the group: none answers, or the topic that holds them can't be made.</summary>
public sealed class NoCoordinatorException(string message, string settings) : Exception(message)
{
    /// <summary>No broker takes transactions.</summary>
    public static NoCoordinatorException OfTransactions(string message) => new(message, "transaction.state.log.replication.factor and .min.isr");

    /// <summary>No broker takes members of the group.</summary>
    public static NoCoordinatorException OfGroup(string message) => new(message, "offsets.topic.replication.factor");

    /// <summary>What to look at.</summary>
    public string Next => $"where brokers answer: {settings} must not be more than there are brokers";
}
