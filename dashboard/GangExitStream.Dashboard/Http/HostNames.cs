using System.Net;

namespace GangExitStream.Dashboard.Http;

/// <summary>
/// Which Host headers are answered. A page of a stranger's may let its own name lead to 127.0.0.1 (DNS rebinding) and then read what a server
/// there says; its requests still have the stranger's name in Host. Where the port is open on loopback only, nobody else needs a name.
/// </summary>
internal sealed class HostNames(IPAddress address, string given)
{
    public bool AreAllowed(string? host)
    {
        if (!IPAddress.IsLoopback(address))
            return true; // reached by names that only its administrator knows: docs/dashboard.md
        if (string.IsNullOrEmpty(host))
            return false;
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || string.Equals(host, given, StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
