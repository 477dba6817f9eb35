using System.Globalization;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>Transactional ids of the processor's producers.</summary>
internal static class TransactionalId
{
    /// <summary>A new id. Each attempt has its own, so that none continues a transaction of unknown outcome.</summary>
    public static string New(string group) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(group)}{Guid.NewGuid():N}");

    /// <summary>The prefix of a group's transactional ids.</summary>
    public static string PrefixOf(string group) => $"gangexit-{group}-";
}
