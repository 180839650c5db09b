using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PleoFunctions.Testing;

/// <summary>
/// A free port of this machine, for servers that cannot choose one or that restart on it. It is below the ports for
/// outgoing connections (from 32768 on Linux, from 49152 elsewhere: RFC 6335 section 6), so that no connection takes it
/// while its server is down.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Last = 31_999;

    // Processes that start one after the other begin at distant ports.
    private static int _next = First + (Environment.ProcessId * 101 % (Last - First));

    /// <summary>Finds a free port, a different one each time.</summary>
    /// <exception cref="InvalidOperationException">All ports are in use.</exception>
    public static int Find()
    {
        for (var tries = First; tries <= Last; tries++)
        {
            var port = First + ((Interlocked.Increment(ref _next) - First) % (Last - First + 1));
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }

    /// <summary>Finds a free port, as an address on this machine.</summary>
    public static Uri FindAddress() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Find()}/"));

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
