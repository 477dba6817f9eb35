using System.Net;

namespace GangExitStream.Dashboard.Http;

/// <summary>
/// Checks Host headers, as protection against DNS rebinding: a foreign web page can let its own host name resolve to 127.0.0.1 and then read
/// the answers of a local server, but its requests have the foreign name in Host. On loopback, only local names are accepted.
/// </summary>
internal sealed class HostNames(IPAddress address, string given)
{
    public bool AreAllowed(string? host)
    {
        if (!IPAddress.IsLoopback(address))
            return true; // the names under which it is reached are not known here (docs/dashboard.md)
        if (string.IsNullOrEmpty(host))
            return false;
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || string.Equals(host, given, StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
