using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Scale;

/// <summary><c>host</c>: Local with given numbers of partners and deliveries, in its own process; for <c>scale</c>.</summary>
internal static class HostCommand
{
    public const string Name = "host";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Required = true };
        var pleo = new Option<string>("--pleo") { Required = true };
        var partners = new Option<int>("--partners") { DefaultValueFactory = _ => 1 };
        var deliveries = new Option<int>("--deliveries");
        var command = new Command(Name) { urls, pleo, partners, deliveries };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(urls)!,
                    new Uri(parsed.GetValue(pleo)!),
                    parsed.GetValue(partners),
                    parsed.GetValue(deliveries),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task RunAsync(
        string urls,
        Uri pleo,
        int partners,
        int deliveries,
        CancellationToken cancellationToken
    )
    {
        foreach (var (name, value) in LocalSettings.For(pleo, partners))
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        await using var app = LocalApp.Create(
            urls,
            withConsole: false,
            services =>
                // The ledger must hold all of them and those that arrive during the measurement.
                services.Configure<InMemoryLedgerOptions>(options =>
                    (options.KeptCustomers, options.KeptDeliveries) = (int.MaxValue, int.MaxValue)
                )
        );
        await FillAsync(app.Services.GetRequiredService<DeliveryLedger>(), deliveries);
        await app.RunAsync(cancellationToken);
    }

    private static async Task FillAsync(DeliveryLedger ledger, int deliveries)
    {
        var answer = new byte[600];
        for (var number = 0; number < deliveries; number++)
        {
            var key = new DeliveryKey(
                SignedWebhooks.PartnerOf(0),
                string.Create(CultureInfo.InvariantCulture, $"tenant{number}"),
                "msg_before"
            );
            var request = new DeliveryRequest(SignedWebhooks.Body, occurredAt: null);
            var claim = (ClaimResult.Granted)await ledger.ClaimAsync(key, request, Lease, Settling);
            await ledger.CompleteAsync(claim, claim.Customer.With(claim.Delivery), answer);
        }
    }
}
