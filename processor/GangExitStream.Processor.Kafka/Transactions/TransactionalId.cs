using System.Globalization;

namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>Names of those who write epochs.</summary>
internal static class TransactionalId
{
    /// <summary>One of its own for each attempt: an unknown outcome is never continued, but settled by the broker.</summary>
    public static string New(string group) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(group)}{Guid.NewGuid():N}");

    /// <summary>What the transactional ids of a group begin with.</summary>
    public static string PrefixOf(string group) => $"gangexit-{group}-";
}
