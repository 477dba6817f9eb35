namespace GangExitStream.Kafka;

/// <summary>The names under which brokers' logs, quotas and metrics show our clients.</summary>
public static class ClientIds
{
    /// <summary><c>gangexit-ROLE</c>, or the user's client.id in place of <c>gangexit</c>.</summary>
    public static string For(string? userClientId, string role) =>
        $"{(string.IsNullOrEmpty(userClientId) ? "gangexit" : userClientId)}-{role}";
}
