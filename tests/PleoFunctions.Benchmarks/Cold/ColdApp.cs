using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Load;
using PleoFunctions.Testing.Reporting;

namespace PleoFunctions.Benchmarks.Cold;

/// <summary>An app that is started again and again.</summary>
internal sealed class ColdApp(
    string name,
    string program,
    IReadOnlyList<string> arguments,
    IEnumerable<(string Name, string? Value)> environment
)
{
    private const int Concurrency = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<double> _firstAnswers = [];
    private readonly List<double> _memory = [];

    public string Name => name;

    /// <summary>From the start of the process to the first answer, in milliseconds.</summary>
    public double FirstAnswer => Median.Of(_firstAnswers);

    /// <summary>The working set after all webhooks, in MiB.</summary>
    public double Memory => Median.Of(_memory);

    public async Task RunAsync(int requests, bool counts)
    {
        var address = FreePort.FindAddress();
        var start = new ProcessStartInfo(program, [.. arguments, "--urls", address.AbsoluteUri])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            // A host scans its working directory; the app's own folder holds only the app.
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            await AnswerFirstAsync(http, address, started);
            var firstAnswer = Stopwatch.GetElapsedTime(started);
            await Parallel.ForAsync(
                1,
                requests,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
                async (_, _) => await SendAsync(http, address)
            );
            process.Refresh();
            if (counts)
            {
                _firstAnswers.Add(firstAnswer.TotalMilliseconds);
                _memory.Add(process.WorkingSet64 / 1024d / 1024d);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task AnswerFirstAsync(HttpMessageInvoker http, Uri address, long started)
    {
        while (true)
        {
            try
            {
                await SendAsync(http, address);
                return;
            }
            catch (HttpRequestException e)
                when (e.HttpRequestError is HttpRequestError.ConnectionError
                    && Stopwatch.GetElapsedTime(started) < Patience
                )
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }
    }

    private static async Task SendAsync(HttpMessageInvoker http, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, LocalSettings.Route))
        {
            Content = new ByteArrayContent(SignedWebhooks.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (header, value) in SignedWebhooks.SignOne())
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await http.SendAsync(request, CancellationToken.None);
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"A webhook was answered with {(int)response.StatusCode}.");
        }
    }
}
