using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Cli.Telemetry;

/// <summary>
/// What to tell HttpListener for an address. It answers requests for the very host of a prefix only, so loopback has two, and
/// every interface is '*', which answers to any name.
/// </summary>
internal static class ListenAddress
{
    public static string HostOf(string address) => IPAddress.TryParse(address, out var ip)
        ? ip switch
        {
            _ when ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) => "*",
            { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{ip}]",
            _ => ip.ToString(),
        }
        : address;

    /// <summary>With a slash at the end.</summary>
    public static IEnumerable<string> Prefixes(string address, int port)
    {
        var host = HostOf(address);
        yield return string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}/");
        if (host == "127.0.0.1" && LocalhostIsLoopback4())
            yield return string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/");
    }

    // Elsewhere its first address is ::1, which may not even be configured.
    private static bool LocalhostIsLoopback4()
    {
        try
        {
            return Dns.GetHostAddresses("localhost") is [var first, ..] && first.Equals(IPAddress.Loopback);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
