using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// Two Local processes share one ledger and one Pleo while all of them fail in every known way. At the end Pleo's log
/// must show each delivery, either created once or written to the existing installation.
/// </summary>
public static class ChaosRun
{
    private const string Table = "deliveries";

    private static readonly TimeSpan Shut = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan VaultFaultLasts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(1.5);

    /// <summary>Runs it.</summary>
    /// <param name="options">The size and the seed.</param>
    /// <param name="progress">Gets the number of finished deliveries.</param>
    public static async Task<ChaosReport> RunAsync(ChaosOptions options, Action<int>? progress = null)
    {
        var started = Stopwatch.GetTimestamp();
        var random = new SeededRandom(options.Seed);
        var faults = new FaultCount();

        await using var azurite = await AzuriteServer.StartAsync();
        await new TableClient(azurite.ConnectionString, Table).CreateIfNotExistsAsync();
        await using var storage = await FaultyStorage.StartAsync(azurite.Address, random, faults);
        await using var pleo = await FaultyPleo.StartAsync(random, faults);
        await using var gate = new Gate(pleo.Address);
        gate.Open();

        var ledger = AzuriteServer.ConnectionStringTo(storage.Address);
        await using var one = new LocalInstance(gate.Address, ledger);
        await using var other = new LocalInstance(gate.Address, ledger);
        LocalInstance[] instances = [one, other];
        await Task.WhenAll(one.StartAsync(), other.StartAsync());

        await using var composition = LocalApp.Create("http://127.0.0.1:0");
        composition.Services.GetRequiredService<PartnerDirectory>().TryFind(LocalFallbacks.Partner, out var partner);
        using var http = composition.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        var sender = new RetryingSender(http, partner!, instances, random);
        var answers = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        var injector = new FaultInjector(instances, gate, http, random, faults, Shut, VaultFaultLasts, Peace);

        using var ending = new CancellationTokenSource();
        var injecting = injector.RunAsync(ending.Token);
        var sending = Parallel.ForEachAsync(
            Enumerable.Range(0, options.Tenants),
            new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency },
            async (tenant, _) =>
            {
                for (var number = tenant; number < options.Deliveries; number += options.Tenants)
                {
                    var deliveryId = string.Create(CultureInfo.InvariantCulture, $"msg_{number}");
                    answers[deliveryId] = await sender.SendAsync(
                        deliveryId,
                        string.Create(CultureInfo.InvariantCulture, $"{TestTenants.Works}-{tenant}")
                    );

                    progress?.Invoke(answers.Count);
                }
            }
        );

        // A fault injector that ends first has failed, and a run without it proves nothing.
        await await Task.WhenAny(sending, injecting);
        await ending.CancelAsync();
        await injecting;

        // A look after a doubt may find the installation of the tenant's previous delivery, which is then updated.
        var written = InstallationsOf(pleo.Creations.Concat(pleo.Updates));
        return new ChaosReport
        {
            Seed = options.Seed,
            Deliveries = options.Deliveries,
            Attempts = sender.Attempts,
            Kills = injector.Kills,
            Faults = [.. faults.All],
            Unanswered = answers.Count(answer => answer.Value is null),
            Lost = options.Deliveries - written.Count,
            Duplicated = InstallationsOf(pleo.Creations).Values.Sum(creations => creations.Count - 1),
            Untruthful = written.Count(delivery =>
                !delivery.Value.Contains(answers.GetValueOrDefault(delivery.Key)!, StringComparer.Ordinal)
            ),
            NotDone = await CountNotDoneAsync(azurite, options.Deliveries),
            Duration = Stopwatch.GetElapsedTime(started),
        };
    }

    private static Dictionary<string, List<string>> InstallationsOf(IEnumerable<SimulatedWrite> log) =>
        log.GroupBy(entry => entry.DeliveryId!, StringComparer.Ordinal)
            .ToDictionary(
                delivery => delivery.Key,
                delivery => delivery.Select(entry => entry.InstallationId).ToList(),
                StringComparer.Ordinal
            );

    private static async Task<int> CountNotDoneAsync(AzuriteServer azurite, int deliveries)
    {
        var done = 0;
        var table = new TableClient(azurite.ConnectionString, Table);
        await foreach (var _ in table.QueryAsync<TableEntity>("State eq 'Done'", select: ["RowKey"]))
        {
            done++;
        }

        return deliveries - done;
    }
}
