using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Keys;
using PleoFunctions.Local.Probing;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Local.Commands;

/// <summary><c>probe</c>: tries with a test key which of the app's assumptions about Pleo hold.</summary>
internal static class ProbeCommand
{
    private const int Refuted = 1;

    private const string PleoDomain = "pleo.io";

    private const string StagingHost = "external.staging.pleo.io";

    private static readonly Option<string?> Environment = new("--environment")
    {
        Description = $"The environment of Pleo: {PleoOptions.Staging}. The probe never runs against Production",
    };

    private static readonly Option<string?> BaseAddress = new("--base-address")
    {
        Description = "Another address of Pleo's API, such as http://localhost:7071/simulated/pleo/",
    };

    private static readonly Option<string> Scheme = new("--scheme")
    {
        Description = $"How the key is presented: {nameof(ApiKeyScheme.Basic)} or {nameof(ApiKeyScheme.Bearer)}",
        DefaultValueFactory = _ => nameof(ApiKeyScheme.Basic),
    };

    private static readonly Option<bool> DeleteExisting = new("--delete-existing")
    {
        Description = "Delete the installation that the key's account has, for good",
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Print the result as JSON" };

    public static Command Create()
    {
        Scheme.AcceptOnlyFromAmong(nameof(ApiKeyScheme.Basic), nameof(ApiKeyScheme.Bearer));
        var command = new Command(
            "probe",
            "Create, update and delete an installation with a test key from a pipe or the terminal, and say which assumptions about Pleo hold"
        )
        {
            Environment,
            BaseAddress,
            Scheme,
            DeleteExisting,
            AsJson,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                UserErrors.PrintAsync(() => RunAsync(parsed, cancellationToken), parsed.InvocationConfiguration.Error)
        );
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var app = LocalApp.Create(
            LocalAddress.Any,
            withConsole: false,
            configure: configuration => Configure(configuration, parsed)
        );
        using var pleo = ActivatorUtilities.CreateInstance<PleoCaller>(app.Services);
        RefuseProduction(pleo.Address);

        var scheme = Enum.Parse<ApiKeyScheme>(parsed.GetValue(Scheme)!);
        var key =
            ApiKey.From(await KeyInput.ReadAsync("Pleo API key of a test account", errors, cancellationToken), scheme)
            ?? throw new UserErrorException(KeyReport.FormFault(scheme));

        var run = new ProbeRun(pleo, key);
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = StopOn(PosixSignal.SIGINT, interruption);
        using var terminate = StopOn(PosixSignal.SIGTERM, interruption);
        using var hangUp = StopOn(PosixSignal.SIGHUP, interruption);
        try
        {
            await RunAsync(run, parsed.GetValue(DeleteExisting), interruption.Token);
        }
        catch (OperationCanceledException)
        {
            throw new UserErrorException(
                run.LeftSomething
                    ? $"Interrupted. {HowToCleanUp}"
                    : "Interrupted. Nothing of the probe is left at Pleo."
            );
        }

        var assumptions = Assumption.Judge(run.Seen);
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (parsed.GetValue(AsJson))
        {
            var document = ProbeDocument.From(pleo.Address, now, run, assumptions);
            await output.WriteLineAsync(JsonSerializer.Serialize(document, ProbeJson.Default.ProbeDocument));
        }
        else
        {
            await WriteAsync(output, pleo.Address, assumptions);
        }

        return run.LeftSomething ? throw new RefusedException(HowToCleanUp)
            : assumptions.Any(one => one.Verdict is Verdict.DoesNotHold) ? Refuted
            : 0;
    }

    private const string HowToCleanUp =
        "The probe's installation may still be at Pleo. Run the probe again with --delete-existing.";

    /// <exception cref="RefusedException">The account has an installation, or that cannot be known.</exception>
    private static async Task RunAsync(ProbeRun run, bool deleteExisting, CancellationToken cancellationToken)
    {
        await run.LookAsync(cancellationToken);
        if (run.Seen is { Introspection: { RefusesKey: true } refusal })
        {
            throw new RefusedException($"Pleo refuses the key ({refusal.Summary}). Nothing was changed.");
        }

        if (run.Seen.LookBefore is { Installations.Count: > 0 })
        {
            if (!deleteExisting)
            {
                throw new RefusedException(
                    "The key's account has an installation, and the probe would delete it. Nothing was changed. If it may be deleted, pass --delete-existing."
                );
            }

            await run.DeleteExistingAsync(cancellationToken);
        }

        if (!ProbeRun.ShowsNone(run.Seen.LookBefore))
        {
            throw new RefusedException(
                $"Pleo does not say that the account has no installation ({run.Seen.LookBefore!.Summary}). The probe created nothing."
            );
        }

        await run.ChangeAsync(cancellationToken);
    }

    private static async Task WriteAsync(TextWriter output, Uri pleo, IReadOnlyList<Assumption> assumptions)
    {
        await output.WriteLineAsync($"Assumptions about Pleo at {pleo}");
        foreach (var (_, assumed, seen, verdict) in assumptions)
        {
            var word = verdict switch
            {
                Verdict.Holds => "holds",
                Verdict.DoesNotHold => "does not hold",
                _ => "not seen",
            };
            await output.WriteLineAsync();
            await output.WriteLineAsync($"{word, -15}{assumed}");
            await output.WriteLineAsync($"{"", -15}Seen: {TextTable.Plain(seen)}");
        }
    }

    /// <exception cref="UserErrorException">The options do not name one Pleo.</exception>
    private static void Configure(IConfigurationManager configuration, ParseResult parsed)
    {
        var (environment, address) = (parsed.GetValue(Environment), parsed.GetValue(BaseAddress));
        if (environment is not (null or PleoOptions.Staging))
        {
            throw new UserErrorException(
                $"--environment is '{environment}'; expected {PleoOptions.Staging}. The probe creates and deletes an installation, so it runs nowhere else at Pleo."
            );
        }

        if (environment is null == address is null)
        {
            throw new UserErrorException(
                $"Which Pleo? Pass either --environment {PleoOptions.Staging}, or --base-address such as {LocalAddress.Default}{SimulatedPath}."
            );
        }

        configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                [OnboardingEnvironment.Setting] = OnboardingEnvironment.Development,
                [$"{PleoOptions.Section}:{nameof(PleoOptions.Environment)}"] = environment,
                [$"{PleoOptions.Section}:{nameof(PleoOptions.BaseAddress)}"] = address,
            }
        );
    }

    private const string SimulatedPath = Simulation.SimulatedPleo.BasePath;

    /// <exception cref="UserErrorException">The address is Pleo's, and not its staging.</exception>
    private static void RefuseProduction(Uri pleo)
    {
        var host = pleo.IdnHost.TrimEnd('.');
        if (
            host.EndsWith(PleoDomain, StringComparison.OrdinalIgnoreCase)
            && !host.Equals(StagingHost, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new UserErrorException(
                $"The probe does not run against {host}: it creates and deletes an installation. Pass --environment {PleoOptions.Staging}."
            );
        }
    }

    /// <summary>A signal cancels the run, which then cleans up, instead of ending the process.</summary>
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource interruption) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = true;
                interruption.Cancel();
            }
        );
}
