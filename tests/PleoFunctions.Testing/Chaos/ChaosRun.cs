using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// Two Local processes share one ledger and one Pleo while all of them fail in every known way. Each customer's events
/// overlap and come in shuffled order. At the end each customer must have one installation, in the state of its newest
/// event, though no webhook comes any more: recovery finishes what is open.
/// </summary>
public static class ChaosRun
{
    private const string Table = "deliveries";

    /// <summary>More events than a customer has.</summary>
    private const int NewestLooked = 100;

    private static readonly TimeSpan Shut = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan VaultFaultLasts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(1.5);

    /// <summary>The pauses of recovery grow to 24, 60, 120 and 288 s.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(320);

    /// <summary>Runs it.</summary>
    /// <param name="options">The size and the seed.</param>
    /// <param name="progress">Gets the number of finished deliveries.</param>
    public static async Task<ChaosReport> RunAsync(ChaosOptions options, Action<int>? progress = null)
    {
        var started = Stopwatch.GetTimestamp();
        var random = new SeededRandom(options.Seed);
        var (faults, paths) = (new EventCount(), new EventCount());

        await using var azurite = await AzuriteServer.StartAsync();
        await new TableClient(azurite.ConnectionString, Table).CreateIfNotExistsAsync();
        var times = new ChaosTimes();
        await using var storage = await FaultyStorage.StartAsync(azurite.Address, random, faults);
        await using var pleo = await FaultyPleo.StartAsync(random, faults, times.Latest);
        await using var gate = new Gate(pleo.Address);
        gate.Open();

        var ledger = AzuriteServer.ConnectionStringTo(storage.Address);
        await using var one = new LocalInstance(gate.Address, ledger, times, -times.Skew / 2, paths);
        await using var other = new LocalInstance(gate.Address, ledger, times, times.Skew / 2, paths);
        LocalInstance[] instances = [one, other];
        await Task.WhenAll(one.StartAsync(), other.StartAsync());

        await using var composition = LocalApp.Create("http://127.0.0.1:0");
        composition.Services.GetRequiredService<PartnerDirectory>().TryFind(LocalFallbacks.Partner, out var partner);
        using var http = composition.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        var sender = new RetryingSender(
            http,
            partner!,
            instances,
            random,
            options.NeverRetries ? 1 : RetryingSender.Many
        );
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

        // Nothing fails any more. Recovery finishes what is open, without another webhook.
        storage.IsAtPeace = true;
        await pleo.MakePeaceAsync();
        var recorded = await WaitForRecoveryAsync(azurite);

        var created = WritesOf(pleo.Creations);
        var updated = WritesOf(pleo.Updates);
        var newest = customers
            .Select(events => events.LastOrDefault(sent => recorded.Ended.Contains(sent.DeliveryId)))
            .OfType<ChaosEvent>();
        return new ChaosReport
        {
            Seed = options.Seed,
            Deliveries = answers.Count,
            Attempts = sender.Attempts,
            Kills = injector.Kills,
            Faults = [.. faults.All],
            Paths = [.. paths.All, new(ChaosFloors.Lapsed, recorded.Lapsed)],
            Lost = options.NeverRetries
                ? sender.Promised.Count(promised => !recorded.Ended.Contains(promised))
                : answers.Values.Count(answer => answer is null),
            Recorded = recorded.Ended.Count,
            Dead = recorded.Dead,
            CreatedTwice = pleo
                .Creations.GroupBy(write => CustomerOf(write.DeliveryId!), StringComparer.Ordinal)
                .Sum(creations => creations.Count() - 1),
            WrongFinalState = newest.Count(sent => !ShowsNewest(pleo, sent)),
            Untruthful = answers.Count(answer =>
                answer.Value is not null && !IsTrue(answer.Key, answer.Value, created, updated)
            ),
            Open = recorded.Open,
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

    /// <summary>Waits until nothing is open, or nothing has changed for longer than the longest pause of recovery.</summary>
    private static async Task<LedgerCount> WaitForRecoveryAsync(AzuriteServer azurite)
    {
        var count = await CountAsync(azurite);
        var changedAt = Stopwatch.GetTimestamp();
        while (count.Open > 0 && Stopwatch.GetElapsedTime(changedAt) < LongestWait)
        {
            await Task.Delay(Peace, TimeProvider.System);
            var before = count;
            count = await CountAsync(azurite);
            changedAt = count.Open == before.Open ? changedAt : Stopwatch.GetTimestamp();
        }

        return count;
    }

    private static async Task<LedgerCount> CountAsync(AzuriteServer azurite)
    {
        var (open, dead, lapsed, ended) = (0, 0, 0, new HashSet<string>(StringComparer.Ordinal));
        await foreach (var row in new TableClient(azurite.ConnectionString, Table).QueryAsync<TableEntity>())
        {
            lapsed += row.TryGetValue("History", out var history) ? LapsedIn((string)history) : 0;
            var state = row.TryGetValue("State", out var value) ? (string?)value : null;
            if (row.RowKey.Equals("customer", StringComparison.Ordinal))
            {
                open +=
                    row.ContainsKey("ClaimDelivery")
                    || row.ContainsKey("CreateDoubtDeliveries")
                    || row.ContainsKey("LateUpdateSince")
                        ? 1
                        : 0;
            }
            else if (row.PartitionKey.Contains(".open.", StringComparison.Ordinal))
            {
                // An entry of the index that is left over is as wrong as one that is missing.
                open += state is "Dead" ? 0 : 1;
            }
            else if (state is "Done" or "Dead")
            {
                ended.Add(row.RowKey["delivery.".Length..]);
                dead += state is "Dead" ? 1 : 0;
            }
            else
            {
                open += state is null ? 0 : 1;
            }
        }

        return new LedgerCount(open, dead, lapsed, ended);
    }

    private static int LapsedIn(string history) =>
        ClaimHistory.Read(history).Claims.Count(claim => claim.State is ClaimState.Lapsed);

    /// <summary>What the ledger has.</summary>
    /// <param name="Open">Deliveries that are neither done nor dead, entries for others, and customers with a claim or a doubt.</param>
    /// <param name="Dead">Deliveries that were given up.</param>
    /// <param name="Lapsed">Claims that ended without a record.</param>
    /// <param name="Ended">The ids of the deliveries that are done or dead.</param>
    private sealed record LedgerCount(int Open, int Dead, int Lapsed, IReadOnlySet<string> Ended);
}
