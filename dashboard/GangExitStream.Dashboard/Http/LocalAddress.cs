using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Dashboard.Http;

/// <summary>Resolves the address to listen on.</summary>
internal static class LocalAddress
{
    // Prefers an IPv4 address: localhost may resolve to ::1 although IPv6 is not configured.
    public static async Task<IPAddress> ResolveAsync(string address) => IPAddress.TryParse(address, out var ip)
        ? ip
        : (await Dns.GetHostAddressesAsync(address)).OrderBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
}
