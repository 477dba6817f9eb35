using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Dashboard.Http;

/// <summary>The address that a name of this host stands for.</summary>
internal static class LocalAddress
{
    // Of a name's addresses an IPv4 one: a localhost that is ::1 may not even be configured.
    public static async Task<IPAddress> ResolveAsync(string address) => IPAddress.TryParse(address, out var ip)
        ? ip
        : (await Dns.GetHostAddressesAsync(address)).OrderBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
}
