namespace GangExitStream.Kafka;

/// <summary>The client.id of Kafka clients, which brokers show in logs, quotas and metrics.</summary>
public static class ClientIds
{
    /// <summary>Returns <c>gangexit-ROLE</c>, or <c>ID-ROLE</c> with the client.id of the user's properties.</summary>
    public static string For(string? userClientId, string role) =>
        $"{(string.IsNullOrEmpty(userClientId) ? "gangexit" : userClientId)}-{role}";
}
