using System.Globalization;

namespace GangExitStream.Kafka;

/// <summary>Checks bootstrap servers: <c>[PROTOCOL://]host[:port]</c>, separated by commas; PROTOCOL is a security protocol of Kafka.</summary>
public static class BootstrapServers
{
    private static readonly string[] Protocols = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

    /// <summary>Why the text is not valid, as a sentence; null: it is valid. librdkafka itself does not report it and waits for a connection.</summary>
    public static string? RefusalReason(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var servers = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (servers.Length == 0)
            return "No Kafka broker is named: write host:port, several separated by commas.";
        return Array.Find(servers, server => !IsServer(server)) is { } wrong ? $"'{wrong}' is no address of a Kafka broker: write host:port with a port from 1 to 65535." : null;
    }

    private static bool IsServer(string server)
    {
        var at = server.IndexOf("://", StringComparison.Ordinal);
        if (at >= 0 && !Protocols.Contains(server[..at], StringComparer.OrdinalIgnoreCase))
            return false;
        var (host, port) = Split(at >= 0 ? server[(at + 3)..] : server);
        return Uri.CheckHostName(host) != UriHostNameType.Unknown
            && (port is null || (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535));
    }

    // An IPv6 address contains colons and is in brackets.
    private static (string Host, string? Port) Split(string server)
    {
        var colon = server.LastIndexOf(':');
        return colon < 0 || server.EndsWith(']') ? (server, null) : (server[..colon], server[(colon + 1)..]);
    }
}
