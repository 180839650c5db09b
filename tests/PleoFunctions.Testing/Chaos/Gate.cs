using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PleoFunctions.Testing.Chaos;

/// <summary>A port in front of a server. While it is shut, it refuses new connections and resets existing ones.</summary>
internal sealed class Gate(Uri target) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly int _port = FreePort.Find();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port.ToString(System.Globalization.CultureInfo.InvariantCulture)}/");

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async Task ShutAsync()
    {
        _listener!.Stop();
        await _accepting;
        foreach (var socket in _open.Keys)
        {
            socket.Close(0);
        }
    }

    public async ValueTask DisposeAsync() => await ShutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket inside;
            try
            {
                inside = await listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = ConnectAsync(inside);
        }
    }

    private async Task ConnectAsync(Socket inside)
    {
        using var outside = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (inside)
        {
            _open[inside] = true;
            try
            {
                await outside.ConnectAsync(target.Host, target.Port);
                await using var near = new NetworkStream(inside);
                await using var far = new NetworkStream(outside);
                await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // Expected: a shut gate breaks connections.
            }
            finally
            {
                _open.TryRemove(inside, out _);
            }
        }
    }
}
