using System.Diagnostics;
using System.Globalization;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Load;

/// <summary>The load generator <c>wrk</c>, in a process of its own.</summary>
internal sealed class Wrk
{
    private const string ResultMark = "RESULT ";

    private readonly string _program;

    private Wrk(string program) => _program = program;

    public static async Task<Wrk> FindAsync() =>
        new(
            await DebianPackage.FindAsync("wrk", "/usr/bin/wrk", "/usr/local/bin/wrk", "/opt/homebrew/bin/wrk")
                ?? throw new InvalidOperationException("The load generator is missing. Install the package wrk.")
        );

    /// <summary>Sends webhooks as fast as they are answered.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="webhooks">What to send; there have to be enough.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="duration">For how long.</param>
    /// <exception cref="InvalidOperationException">It failed, or ran out of webhooks.</exception>
    public async Task<LoadResult> RunAsync(Uri address, SignedWebhooks webhooks, int connections, TimeSpan duration)
    {
        var start = new ProcessStartInfo(
            _program,
            [
                "--threads",
                "1",
                "--connections",
                connections.ToString(CultureInfo.InvariantCulture),
                "--duration",
                duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
                "--timeout",
                "10s",
                "--latency",
                "--script",
                Path.Combine(AppContext.BaseDirectory, "Load", "webhooks.lua"),
                address.AbsoluteUri,
                "--",
                webhooks.HeadersFile,
                webhooks.BodyFile,
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith(ResultMark, StringComparison.Ordinal));
        return line is null || (await errors).Length > 0
            ? throw new InvalidOperationException($"wrk ended with {process.ExitCode}:\n{output}{await errors}")
            : Read(line[ResultMark.Length..]);
    }

    private static LoadResult Read(string text)
    {
        var numbers = text.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new LoadResult(
            Requests: numbers[0],
            Duration: Microseconds(numbers[1]),
            Failed: numbers[2],
            Median: Microseconds(numbers[3]),
            P99: Microseconds(numbers[4])
        );

        static TimeSpan Microseconds(long number) => TimeSpan.FromMicroseconds(number);
    }
}
