using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// Two Local processes share one ledger and one Pleo while all of them fail in every known way. Each customer's events
/// overlap and come in shuffled order. At the end each customer must have one installation, in the state of its newest
/// event.
/// </summary>
public static class ChaosRun
{
    private const string Table = "deliveries";

    /// <summary>More events than a customer has.</summary>
    private const int NewestLooked = 100;

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
        var times = new ChaosTimes();
        await using var storage = await FaultyStorage.StartAsync(azurite.Address, random, faults);
        await using var pleo = await FaultyPleo.StartAsync(random, faults, times.Latest);
        await using var gate = new Gate(pleo.Address);
        gate.Open();

        var ledger = AzuriteServer.ConnectionStringTo(storage.Address);
        await using var one = new LocalInstance(gate.Address, ledger, times, -times.Skew / 2);
        await using var other = new LocalInstance(gate.Address, ledger, times, times.Skew / 2);
        LocalInstance[] instances = [one, other];
        await Task.WhenAll(one.StartAsync(), other.StartAsync());

        await using var composition = LocalApp.Create("http://127.0.0.1:0");
        composition.Services.GetRequiredService<PartnerDirectory>().TryFind(LocalFallbacks.Partner, out var partner);
        using var http = composition.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        var sender = new RetryingSender(http, partner!, instances, random);
        var answers = new ConcurrentDictionary<ChaosEvent, ChaosAnswer?>();
        var injector = new FaultInjector(instances, gate, http, random, faults, Shut, VaultFaultLasts, Peace);

        using var ending = new CancellationTokenSource();
        var injecting = injector.RunAsync(ending.Token);
        var customers = Enumerable
            .Range(0, options.Customers)
            .Select(customer =>
                Enumerable
                    .Range(0, (options.Deliveries + options.Customers - 1 - customer) / options.Customers)
                    .Select(number => new ChaosEvent(customer, number))
                    .ToArray()
            )
            .ToArray();
        var sending = ForEachAsync(
            customers,
            options.Concurrency,
            events =>
                ForEachAsync(
                    events.OrderBy(sent => random.Next("order " + sent.DeliveryId)),
                    options.Overlap,
                    async sent =>
                    {
                        answers[sent] = await sender.SendAsync(sent);
                        progress?.Invoke(answers.Count);
                    }
                )
        );

        // A fault injector that ends first has failed, and a run without it proves nothing.
        await await Task.WhenAny(sending, injecting);
        await ending.CancelAsync();
        await injecting;

        // Nothing fails any more. When nothing can take effect late, each customer's newest event is sent once more.
        storage.IsAtPeace = true;
        await pleo.MakePeaceAsync();
        await Task.Delay(times.Lease + times.Settling + Peace, TimeProvider.System);
        await ForEachAsync(customers, options.Concurrency, events => sender.SendAsync(events[^1]));

        var created = WritesOf(pleo.Creations);
        var updated = WritesOf(pleo.Updates);
        return new ChaosReport
        {
            Seed = options.Seed,
            Deliveries = answers.Count,
            Attempts = sender.Attempts,
            Kills = injector.Kills,
            Faults = [.. faults.All],
            Lost = answers.Values.Count(answer => answer is null),
            CreatedTwice = pleo
                .Creations.GroupBy(write => CustomerOf(write.DeliveryId!), StringComparer.Ordinal)
                .Sum(creations => creations.Count() - 1),
            WrongFinalState = customers.Count(events => !ShowsNewest(pleo, events[^1])),
            Untruthful = answers.Count(answer => !IsTrue(answer.Key, answer.Value, created, updated)),
            Open = await CountOpenAsync(azurite),
            Duration = Stopwatch.GetElapsedTime(started),
        };
    }

    private static Task ForEachAsync<T>(IEnumerable<T> items, int concurrency, Func<T, Task> run) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency },
            async (item, _) => await run(item)
        );

    private static ILookup<string, string> WritesOf(IEnumerable<SimulatedWrite> log) =>
        log.ToLookup(write => write.DeliveryId!, write => write.InstallationId, StringComparer.Ordinal);

    private static string CustomerOf(string deliveryId) => deliveryId[..deliveryId.LastIndexOf('_')];

    private static bool ShowsNewest(FaultyPleo pleo, ChaosEvent newest) =>
        pleo.Shows(LocalKeys.ApiKeyOf(LocalFallbacks.Partner, newest.Tenant)) is { } shown
        && shown.Status.Equals(newest.Status, StringComparison.Ordinal)
        && InstallationRequest.MarkIn(shown.Metadata)?.ValueEquals(newest.DeliveryId) is true;

    /// <summary>An answer is true if Pleo did what it says, for the installation that it shows.</summary>
    private static bool IsTrue(
        ChaosEvent sent,
        ChaosAnswer? answer,
        ILookup<string, string> created,
        ILookup<string, string> updated
    )
    {
        var own = created[sent.DeliveryId].Concat(updated[sent.DeliveryId]);
        return answer?.Outcome switch
        {
            "created" => created[sent.DeliveryId].Contains(answer.InstallationId, StringComparer.Ordinal),
            "updated" => updated[sent.DeliveryId].Contains(answer.InstallationId, StringComparer.Ordinal),
            "reconciled" => own.Contains(answer.InstallationId, StringComparer.Ordinal),
            // The first answer with this outcome was lost.
            "replayed" or "superseded" => own.Contains(answer.InstallationId, StringComparer.Ordinal)
                || Newer(sent)
                    .SelectMany(newer => created[newer.DeliveryId].Concat(updated[newer.DeliveryId]))
                    .Contains(answer.InstallationId, StringComparer.Ordinal),
            _ => false,
        };
    }

    private static IEnumerable<ChaosEvent> Newer(ChaosEvent sent) =>
        Enumerable.Range(sent.Number + 1, NewestLooked).Select(number => sent with { Number = number });

    /// <summary>Deliveries that are not done, and customers with a claim or a doubt.</summary>
    private static async Task<int> CountOpenAsync(AzuriteServer azurite)
    {
        var open = 0;
        await foreach (var row in new TableClient(azurite.ConnectionString, Table).QueryAsync<TableEntity>())
        {
            var isOpen = row.RowKey.Equals("customer", StringComparison.Ordinal)
                ? row.ContainsKey("ClaimDelivery")
                    || row.ContainsKey("CreateDoubtDeliveries")
                    || row.ContainsKey("LateUpdateSince")
                : row.TryGetValue("State", out var state) && state is not "Done";
            open += isOpen ? 1 : 0;
        }

        return open;
    }
}
