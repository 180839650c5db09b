using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>What the scripted Pleo does with a call.</summary>
/// <param name="perform">Writes the reply; false closes the connection afterwards.</param>
internal sealed class Reply(Func<PleoCall, NetworkStream, CancellationToken, Task<bool>> perform)
{
    public Task<bool> PerformAsync(PleoCall call, NetworkStream stream, CancellationToken cancellationToken) =>
        perform(call, stream, cancellationToken);

    /// <summary>Creates the installation that was asked for.</summary>
    public static Reply Created { get; } = Of(call => SampleInstallation.For(call).ToString());

    /// <summary>200 with a body.</summary>
    public static Reply Ok(string body) => Of(_ => body);

    /// <summary>A status, with a body that no partner must ever see.</summary>
    public static Reply Status(int status, params (string Name, string Value)[] headers) =>
        new(
            async (_, stream, cancellationToken) =>
            {
                await WriteAsync(
                    stream,
                    Head(status, headers),
                    """{"error":"only-pleo-says-this"}""",
                    cancellationToken
                );
                return true;
            }
        );

    /// <summary>A whole reply, byte for byte, after which the connection closes.</summary>
    public static Reply Bytes(ReadOnlyMemory<byte> bytes) =>
        new(
            async (_, stream, cancellationToken) =>
            {
                await stream.WriteAsync(bytes, cancellationToken);
                return false;
            }
        );

    /// <summary>200 with a body of bytes that are not text.</summary>
    public static Reply Body(byte[] body, params (string Name, string Value)[] headers) =>
        new(
            async (_, stream, cancellationToken) =>
            {
                await WriteAsync(stream, Head(200, headers), body, cancellationToken);
                return true;
            }
        );

    /// <summary>Reads the call, and closes the connection without a reply.</summary>
    public static Reply Dropped { get; } = new((_, _, _) => Task.FromResult(false));

    /// <summary>Reads the call, and never answers.</summary>
    public static Reply Never { get; } =
        new(
            async (_, _, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return false;
            }
        );

    /// <summary>Begins a reply, and sends no more in the middle of it.</summary>
    public static Reply Unfinished { get; } =
        new(
            async (_, stream, cancellationToken) =>
            {
                await stream.WriteAsync(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"u8.ToArray(),
                    cancellationToken
                );
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return false;
            }
        );

    /// <summary>Sends as long as the client reads.</summary>
    public static Reply Endless { get; } =
        new(
            async (_, stream, cancellationToken) =>
            {
                await stream.WriteAsync(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(),
                    cancellationToken
                );
                var chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string(' ', 0x1000) + "\r\n");
                while (true)
                {
                    await stream.WriteAsync(chunk, cancellationToken);
                }
            }
        );

    /// <summary>Answers when the gate opens.</summary>
    public static Reply After(Task gate, Reply then) =>
        new(
            async (call, stream, cancellationToken) =>
            {
                await gate.WaitAsync(cancellationToken);
                return await then.PerformAsync(call, stream, cancellationToken);
            }
        );

    private static Reply Of(Func<PleoCall, string> body) =>
        new(
            async (call, stream, cancellationToken) =>
            {
                await WriteAsync(stream, Head(200, []), body(call), cancellationToken);
                return true;
            }
        );

    private static string Head(int status, (string Name, string Value)[] headers)
    {
        var head = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\n"
            )
        );
        foreach (var (name, value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return head.ToString();
    }

    private static Task WriteAsync(
        NetworkStream stream,
        string head,
        string body,
        CancellationToken cancellationToken
    ) => WriteAsync(stream, head, Encoding.UTF8.GetBytes(body), cancellationToken);

    private static async Task WriteAsync(
        NetworkStream stream,
        string head,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        var length = body.Length.ToString(CultureInfo.InvariantCulture);
        byte[] bytes = [.. Encoding.ASCII.GetBytes($"{head}Content-Length: {length}\r\n\r\n"), .. body];
        await stream.WriteAsync(bytes, cancellationToken);
    }
}
