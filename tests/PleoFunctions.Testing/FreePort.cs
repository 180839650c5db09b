using System.Net;
using System.Net.Sockets;

namespace PleoFunctions.Testing;

/// <summary>A port of this machine that nobody uses, for servers that cannot choose one themselves.</summary>
public static class FreePort
{
    /// <summary>Finds one.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
