using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Tests.Brokers;

/// <summary>Ports on loopback that nobody uses.</summary>
public static class FreePorts
{
    /// <summary>That many different ones: all are held until the last is found.</summary>
    public static int[] Take(int count)
    {
        var listeners = new TcpListener[count];
        for (var i = 0; i < count; i++)
        {
            listeners[i] = new TcpListener(IPAddress.Loopback, 0);
            listeners[i].Start();
        }
        var ports = Array.ConvertAll(listeners, listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        Array.ForEach(listeners, listener => listener.Stop());
        return ports;
    }
}
