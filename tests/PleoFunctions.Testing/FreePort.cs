using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PleoFunctions.Testing;

/// <summary>
/// A port of this machine that nobody uses, for servers that cannot choose one themselves or come back to it. It lies
/// below those that systems hand out for outgoing connections (from 32768 on Linux, from 49152 elsewhere: RFC 6335
/// section 6), so that no connection takes it while its server is away.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Last = 31_999;

    // Processes that were started one after the other begin far from each other.
    private static int _next = First + (Environment.ProcessId * 101 % (Last - First));

    /// <summary>Finds one, and another each time.</summary>
    /// <exception cref="InvalidOperationException">All of them are taken.</exception>
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

    /// <summary>Finds one, as the address of a server of this machine's.</summary>
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
