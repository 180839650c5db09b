using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Local.Commands.Recovery;

/// <summary><c>deliveries recover</c>: runs many deliveries again.</summary>
internal static class RecoverCommand
{
    private static readonly Option<string?> State = new("--state")
    {
        Description = $"Only deliveries in this state: {string.Join(", ", DeliveryQueryReader.OpenStates)}",
    };

    private static readonly Option<string?> Code = new("--code")
    {
        Description = "Only deliveries whose last problem has this code, such as tenant_not_configured",
    };

    private static readonly Option<string?> Since = new("--since")
    {
        Description = $"Only deliveries first seen at or after this time: {TimeText.SinceForm}",
    };

    private static readonly Option<string?> RunBefore = new("--run-before")
    {
        Description = "Only deliveries that did not change after this time: goes on with a run that was interrupted",
    };

    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "How many deliveries to start in a second, at most",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Show how many deliveries there are, and run none",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask to confirm the run" };

    public static Command Create()
    {
        var command = new Command("recover", "Run all deliveries again that are not done, the oldest first")
        {
            State,
            Code,
            Since,
            RunBefore,
            Rate,
            DryRun,
            Yes,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorOptions.RunAsync(
                    parsed,
                    (client, output) => RecoverAsync(parsed, client, output, cancellationToken)
                )
        );
        return command;
    }

    /// <returns>0 when all deliveries have a result, 1 when some do not.</returns>
    private static async Task<int> RecoverAsync(
        ParseResult parsed,
        OperatorsClient client,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var rate = parsed.GetValue(Rate);
        if (rate is not (> 0 and <= 1000))
        {
            throw new UserErrorException(
                FormattableString.Invariant($"--rate {rate} is not a number above 0, and at most 1000.")
            );
        }

        var filter = new DeliveriesFilter(
            parsed.GetValue(State),
            parsed.GetValue(Code),
            parsed.GetValue(Since) is { } since ? TimeText.ReadSince(since, TimeProvider.System.GetUtcNow()) : null,
            DeliveryQuery.MaxLimit
        );
        var runBefore = ReadRunBefore(parsed);

        var plan = RecoveryPlan.Create(await client.ListAllAsync(filter, cancellationToken), runBefore);
        if (plan.Skipped > 0)
        {
            await output.WriteLineAsync(
                $"Left out because they changed after {WriteRunBefore(runBefore!.Value)}: {RecoveryTally.Write(plan.Skipped)}."
            );
        }

        if (plan.Deliveries.Count == 0)
        {
            await output.WriteLineAsync("There is no delivery to run.");
            return 0;
        }

        await plan.Summarize().PrintAsync(output);
        var least = TimeSpan.FromSeconds(plan.Deliveries.Count / rate);
        await output.WriteLineAsync(
            FormattableString.Invariant(
                $"{plan.Deliveries.Count:N0} deliveries of {plan.Deliveries.DistinctBy(one => one.Tenant, StringComparer.Ordinal).Count():N0} customers. At {rate}/s this takes at least {TimeText.Write(least)}."
            )
        );
        if (parsed.GetValue(DryRun))
        {
            return 0;
        }

        if (!parsed.GetValue(Yes))
        {
            await Confirmation.AskAsync(
                "Type the name of the partner to run them",
                OperatorOptions.PartnerOf(parsed),
                "This is not the partner's name. Nothing was run.",
                output,
                cancellationToken
            );
        }

        await output.WriteLineAsync();
        var run = new RecoveryRun(
            plan,
            rate,
            delivery => ReplayResult.ReplayAsync(client, delivery),
            RecoveryProgress.For(output),
            TimeProvider.System
        );
        await RunUntilInterruptedAsync(run, cancellationToken);
        return await ReportAsync(
            run,
            CommandToGoOn(parsed, filter, runBefore ?? plan.LastChangedAt),
            runBefore is not null,
            output
        );
    }

    /// <summary>Ctrl-C and a service manager's signal stop the run; a second one ends the process at once.</summary>
    private static async Task RunUntilInterruptedAsync(RecoveryRun run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await run.RunAsync(stop.Token);
    }

    private static async Task<int> ReportAsync(RecoveryRun run, string commandToGoOn, bool isResumed, TextWriter output)
    {
        var tally = run.Tally;
        await tally.ToTable().PrintAsync(output);
        await output.WriteLineAsync(
            $"{RecoveryTally.Write(tally.Results)} of {RecoveryTally.Write(tally.Total)} deliveries have a result, after {TimeText.Write(run.Elapsed)}."
        );
        if (run.StoppedBy is { } cause)
        {
            var reason =
                cause.Kind is ReplayKind.Unusable
                    ? cause.Message
                    : $"{Outage.FailuresToStop} in a row failed, the last one with {cause.Message}";
            await output.WriteLineAsync(TextTable.Plain($"Stopped: {reason}"));
        }

        if (tally.Ended < tally.Total)
        {
            await output.WriteLineAsync("To go on with those that did not run:");
            await output.WriteLineAsync($"  {commandToGoOn}");
        }
        else if (tally.Results < tally.Total)
        {
            var how = isResumed ? $" without {RunBefore.Name}" : "";
            await output.WriteLineAsync(
                $"Fix the cause of the others (docs/errors.md), then run the same command again{how}."
            );
        }

        return tally.Results == tally.Total ? 0 : 1;
    }

    private static DateTime? ReadRunBefore(ParseResult parsed) =>
        parsed.GetValue(RunBefore) is { } text
            ? TimeText.Read(text)?.UtcDateTime
                ?? throw new UserErrorException($"--run-before '{text}' is not a time such as 2026-11-23T00:00:00Z.")
            : null;

    /// <summary>The command that goes on: the same filters, with times that stay the same whenever it runs.</summary>
    private static string CommandToGoOn(ParseResult parsed, DeliveriesFilter filter, DateTime runBefore)
    {
        (string Name, string? Value)[] options =
        [
            (State.Name, filter.State),
            (Code.Name, filter.Code),
            (Since.Name, filter.Since is { } since ? TimeText.Write(since.UtcDateTime) : null),
            (RunBefore.Name, WriteRunBefore(runBefore)),
            (Rate.Name, parsed.GetValue(Rate).ToString(CultureInfo.InvariantCulture)),
        ];
        return string.Join(
            ' ',
            [
                "dotnet run --project src/PleoFunctions.Local -- deliveries recover",
                .. OperatorOptions.GivenOptions(parsed),
                .. options.Where(option => option.Value is not null).Select(option => $"{option.Name} {option.Value}"),
                .. parsed.GetValue(Yes) ? [Yes.Name] : Array.Empty<string>(),
            ]
        );
    }

    // The ledger's own times are finer than a second, and so is the order of what ran.
    private static string WriteRunBefore(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
