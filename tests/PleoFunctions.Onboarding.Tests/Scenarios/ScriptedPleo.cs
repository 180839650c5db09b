using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>
/// A Pleo at a real socket that plays a script, call by call. A call that is not in the script fails the test, and so
/// does a line of the script without a call. Only the question which company a key belongs to may come at any time.
/// </summary>
internal sealed class ScriptedPleo : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(string Method, Reply Reply)> _script = new();
    private readonly ConcurrentQueue<Reply> _introspections = new();
    private readonly ConcurrentQueue<PleoCall> _calls = new();
    private readonly ConcurrentQueue<PleoCall> _questions = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private readonly ConcurrentQueue<Task> _conversations = new();
    private readonly Channel<PleoCall> _arrivals = Channel.CreateUnbounded<PleoCall>();
    private readonly Lock _lock = new();
    private Task _accepting = Task.CompletedTask;

    public ScriptedPleo() => _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");

    /// <summary>The id of the company that a key belongs to. By default each key has a company of its own.</summary>
    public Func<string, string> CompanyOf { get; set; } = KeyIntrospection.CompanyOf;

    /// <summary>All calls so far, without the questions which company a key belongs to.</summary>
    public IReadOnlyList<PleoCall> Calls => [.. _calls];

    /// <summary>All questions so far which company a key belongs to.</summary>
    public IReadOnlyList<PleoCall> Introspections => [.. _questions];

    /// <summary>How many calls so far could have created something.</summary>
    public int Posts => _calls.Count(call => call.Method.Equals("POST", StringComparison.Ordinal));

    /// <summary>Begins to accept connections; earlier ones are refused.</summary>
    public void Listen()
    {
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Expects a POST as the next call, and answers it so.</summary>
    public ScriptedPleo OnPost(Reply reply)
    {
        _script.Enqueue(("POST", reply));
        return this;
    }

    /// <summary>Expects a PUT as the next call, and answers it so.</summary>
    public ScriptedPleo OnPut(Reply reply)
    {
        _script.Enqueue(("PUT", reply));
        return this;
    }

    /// <summary>Expects a GET as the next call, and answers it so.</summary>
    public ScriptedPleo OnGet(Reply reply)
    {
        _script.Enqueue(("GET", reply));
        return this;
    }

    /// <summary>Answers the next question which company a key belongs to so, instead of with <see cref="CompanyOf"/>.</summary>
    public ScriptedPleo OnIntrospect(Reply reply)
    {
        _introspections.Enqueue(reply);
        return this;
    }

    /// <summary>Waits until the next call has arrived.</summary>
    public Task<PleoCall> NextCallAsync() =>
        Patience.ForAsync(
            _arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(),
            "the next call to Pleo"
        );

    /// <summary>Fails when the calls differ from the script.</summary>
    public void Verify()
    {
        _unexpected.ShouldBeEmpty();
        _script.Select(line => line.Method).ShouldBeEmpty("Calls of the script that never came.");
        _introspections.ShouldBeEmpty("Questions of the script that never came.");
    }

    /// <summary>Accepts this one call outside the script.</summary>
    public void ShouldHaveSeenOnly(string call)
    {
        _unexpected.ShouldBe([call]);
        _unexpected.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_conversations);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _conversations.Enqueue(ConverseAsync(await _listener.AcceptAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConverseAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await ReadAsync(stream) is { } call)
            {
                if (!await TakeReply(call).PerformAsync(call, stream, _stop.Token))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller hung up, or the test is over.
        }
    }

    private Reply TakeReply(PleoCall call)
    {
        if (call is { Method: "GET", Target: KeyIntrospection.Path })
        {
            _questions.Enqueue(call);
            return _introspections.TryDequeue(out var scripted) ? scripted : Introspect(call);
        }

        lock (_lock)
        {
            _calls.Enqueue(call);
            _arrivals.Writer.TryWrite(call);

            if (!string.Equals(call.Target, "/v1/installations/me", StringComparison.Ordinal))
            {
                _unexpected.Enqueue($"{call.Method} {call.Target}");
                return Reply.Status(418);
            }

            if (!_script.TryPeek(out var line) || !string.Equals(line.Method, call.Method, StringComparison.Ordinal))
            {
                _unexpected.Enqueue($"{call.Method}, where the script says {line.Method ?? "nothing"}");
                return Reply.Status(418);
            }

            _script.TryDequeue(out line);
            return line.Reply;
        }
    }

    private Reply Introspect(PleoCall call) =>
        Reply.Ok(
            KeyIntrospection.Write(
                CompanyOf(KeyIntrospection.KeyOf(AuthenticationHeaderValue.Parse(call["Authorization"]!)))
            )
        );

    /// <summary>Reads one HTTP/1.1 request; null at the end of the connection.</summary>
    private async Task<PleoCall?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var request = lines[0].Split(' ');
        var headers = lines[1..]
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

        var length = headers.GetValueOrDefault("Content-Length", "0");
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);

        return new PleoCall
        {
            Method = request[0],
            Target = request[1],
            Headers = [.. headers],
            Body = Encoding.UTF8.GetString(body),
        };
    }
}
