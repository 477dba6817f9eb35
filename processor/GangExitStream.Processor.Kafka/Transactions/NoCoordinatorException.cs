namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>There is no coordinator of transactions or of the group: no broker answers, or the topic of their log can't be created.</summary>
/// <param name="message">The problem.</param>
/// <param name="settings">The broker settings that may be the cause.</param>
public sealed class NoCoordinatorException(string message, string settings) : Exception(message)
{
    /// <summary>Of transactions.</summary>
    public static NoCoordinatorException OfTransactions(string message) => new(message, "transaction.state.log.replication.factor and .min.isr");

    /// <summary>Of the group.</summary>
    public static NoCoordinatorException OfGroup(string message) => new(message, "offsets.topic.replication.factor");

    /// <summary>The next step for the user.</summary>
    public string Next => $"where brokers answer: {settings} must not be more than there are brokers";
}
