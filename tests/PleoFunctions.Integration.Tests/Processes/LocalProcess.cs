using PleoFunctions.Testing;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>Local in its own process, started from the build output, with settings in the environment.</summary>
public sealed class LocalProcess : IAsyncDisposable
{
    private const string Listening = "PleoFunctions listens on ";

    private static readonly string[] Sections = ["Pleo", "Partners", "Secrets", "KeyVault", "Deliveries", "Operators"];

    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "PleoFunctions.Local.dll");

    private static readonly string[] DefaultSignal = ["env", "--default-signal=INT"];

    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly ChildProcess _process;

    private LocalProcess(ChildProcess process, IReadOnlyDictionary<string, string?> environment, string address)
    {
        (_process, _environment, Address) = (process, environment, new Uri(address));
        Http = new HttpClient(new AnswerRecorder()) { BaseAddress = Address, Timeout = Patience.Limit };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client with <see cref="Address"/> as its base. It checks answers against the OpenAPI document.</summary>
    public HttpClient Http { get; }

    internal string Output => _process.Output;

    /// <summary>The names of the assemblies and libraries that it has loaded.</summary>
    internal IEnumerable<string> LoadedFiles => _process.LoadedFiles;

    /// <summary>The command that it printed at its start, ready to be pasted.</summary>
    internal string PrintedCurl => Output[Output.IndexOf("curl -i ", StringComparison.Ordinal)..].Split("\n\n")[0];

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <param name="settings">Settings by their names in the environment.</param>
    public static Task<LocalProcess> StartAsync(params IEnumerable<(string Name, string Value)> settings) =>
        StartWithAsync([], settings);

    /// <summary>Starts it with arguments, too.</summary>
    /// <param name="arguments">Arguments of its command line.</param>
    /// <param name="settings">Settings by their names in the environment.</param>
    internal static async Task<LocalProcess> StartWithAsync(
        string[] arguments,
        params IEnumerable<(string Name, string Value)> settings
    )
    {
        var environment = EnvironmentOf(settings);
        var process = Run(environment, ["--urls", "http://127.0.0.1:0", .. arguments]);
        try
        {
            var address = await process.WhenPrintedAsync(line =>
                line.StartsWith(Listening, StringComparison.Ordinal) ? line[Listening.Length..] : null
            );
            await process.WhenPrintedAsync(line => line is "Stop with Ctrl-C." ? line : null);
            return new LocalProcess(process, environment, address);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a command of Local that a test interrupts or kills.</summary>
    internal static ChildProcess StartCommand(params string[] arguments) => Run(EnvironmentOf([]), arguments);

    /// <summary>Runs Local once more, and expects it to end by itself.</summary>
    internal static Task<LocalOutcome> RunToEndAsync(
        IEnumerable<(string Name, string Value)> settings,
        params string[] arguments
    ) => RunToEndAsync(EnvironmentOf(settings), arguments);

    /// <summary>Runs Local by another program, which gets its command line last, and expects it to end by itself.</summary>
    internal static async Task<LocalOutcome> RunToEndByAsync(string program, string[] arguments, params string[] local)
    {
        await using var process = StartBy(program, arguments, local);
        var exitCode = await process.WhenEndedAsync();
        return new LocalOutcome(exitCode, process.Output, process.Error);
    }

    /// <summary>Starts Local by another program, which gets its command line last.</summary>
    internal static ChildProcess StartBy(string program, string[] arguments, params string[] local) =>
        ChildProcess.Start(
            program,
            [.. arguments, .. IgnoresInterrupts ? DefaultSignal : [], "dotnet", Executable, .. local],
            EnvironmentOf([])
        );

    /// <summary>
    /// Runs <c>send</c> against this process, with the same settings. The answer that it prints is held against the
    /// OpenAPI document.
    /// </summary>
    internal async Task<SentWebhook> SendAsync(params string[] arguments)
    {
        var sent = SentWebhook.Read(await SendAndShowAsync(arguments));
        await OpenApiContract.Shared.CheckAsync(sent.Observed);
        return sent;
    }

    /// <summary>The same, but returns everything that it prints.</summary>
    internal Task<LocalOutcome> SendAndShowAsync(params string[] arguments) =>
        RunToEndAsync(_environment, ["send", "--url", Address.AbsoluteUri, .. arguments]);

    /// <summary>Makes it call Pleo once, so that a short timeout is not used up by the first call.</summary>
    internal async Task WarmUpAsync()
    {
        using var ready = await Http.GetAsync("/api/health/ready", TestContext.Current.CancellationToken);
    }

    internal Task InterruptAsync() => _process.InterruptAsync();

    internal Task<int> WhenEndedAsync() => _process.WhenEndedAsync();

    internal Task<string> WhenPrintedAsync(string text) =>
        _process.WhenPrintedAsync(line => line.Contains(text, StringComparison.Ordinal) ? line : null);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task<LocalOutcome> RunToEndAsync(
        IReadOnlyDictionary<string, string?> environment,
        string[] arguments
    )
    {
        await using var process = Run(environment, arguments);
        var exitCode = await process.WhenEndedAsync();
        return new LocalOutcome(exitCode, process.Output, process.Error);
    }

    private static ChildProcess Run(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        string[] command = ["dotnet", Executable, .. arguments];
        return IgnoresInterrupts
            ? ChildProcess.Start(DefaultSignal[0], [.. DefaultSignal[1..], .. command], environment)
            : ChildProcess.Start(command[0], command[1..], environment);
    }

    /// <summary>The settings, without those that are set on this machine.</summary>
    private static Dictionary<string, string?> EnvironmentOf(IEnumerable<(string Name, string Value)> settings)
    {
        var environment = Environment
            .GetEnvironmentVariables()
            .Keys.Cast<string>()
            .Where(name =>
                Sections.Any(section => name.StartsWith(section + "__", StringComparison.OrdinalIgnoreCase))
                || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
                || name is "AZURE_FUNCTIONS_ENVIRONMENT" or "DOTNET_ENVIRONMENT"
            )
            .ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>Tests that a script runs in the background ignore Ctrl-C, and so do their children.</summary>
    private static bool IgnoresInterrupts
    {
        get
        {
            const string status = "/proc/self/status";
            const string ignored = "SigIgn:";
            var mask = File.Exists(status)
                ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(ignored, StringComparison.Ordinal))
                : null;
            return mask is not null && (Convert.ToUInt64(mask[ignored.Length..].Trim(), 16) & 0b10) != 0;
        }
    }
}
