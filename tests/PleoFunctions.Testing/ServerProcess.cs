using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace PleoFunctions.Testing;

/// <summary>A server in its own process, which ends when it is disposed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, string?> _isReady;

    private ServerProcess(Process process, Func<string, string?> isReady) => (_process, _isReady) = (process, isReady);

    /// <summary>Everything it has printed so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The process, to send signals to.</summary>
    public Process Process => _process;

    /// <summary>Starts a server and waits until it says that it is ready.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; a null removes one.</param>
    /// <param name="isReady">Returns what a ready line says, such as an address; null for any other line.</param>
    /// <returns>The server, and what the line said.</returns>
    public static async Task<(ServerProcess Server, string Ready)> StartAsync(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string?>> environment,
        Func<string, string?> isReady
    )
    {
        var server = Start(program, arguments, environment, isReady);
        try
        {
            return (server, await server._ready.Task.WaitAsync(Patience));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server that prints nothing, and waits until it accepts connections.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; a null removes one.</param>
    /// <param name="address">Where it will listen.</param>
    public static async Task<ServerProcess> StartAsync(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string?>> environment,
        Uri address
    )
    {
        var server = Start(program, arguments, environment, static _ => null);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var connection = new TcpClient();
            try
            {
                await connection.ConnectAsync(address.Host, address.Port);
                return server;
            }
            catch (SocketException) when (!server._ready.Task.IsFaulted && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
            catch (SocketException e)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"{program} does not listen on {address}:\n{server.Output}", e);
            }
        }
    }

    /// <summary>Kills the process at once, as a machine failure does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static ServerProcess Start(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string?>> environment,
        Func<string, string?> isReady
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, isReady);
        server._process.OutputDataReceived += (_, line) => server.Take(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Take(line.Data);
        server._process.Exited += (_, _) =>
            server._ready.TrySetException(
                new InvalidOperationException($"{program} ended before it was ready:\n{server.Output}")
            );
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (_isReady(line) is { } ready)
        {
            _ready.TrySetResult(ready);
        }
    }
}
