using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.ExactlyOnce;

/// <summary>Two processes of Local on one ledger and one Pleo.</summary>
[Collection(nameof(LoadTests))]
public sealed class SharedLedgerTests
{
    private const int Requests = 200;

    [Fact]
    public async Task The_same_delivery_sent_two_hundred_times_at_once_reaches_Pleo_once()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        await using var one = await LocalProcess.StartAsync(("Deliveries__ConnectionString", azurite.ConnectionString));
        await using var other = await LocalProcess.StartAsync(
            ("Deliveries__ConnectionString", azurite.ConnectionString),
            ("Pleo__BaseAddress", new Uri(one.Address, "/simulated/pleo/").AbsoluteUri)
        );
        var webhook = PastedCurl.Read(one.PrintedCurl);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Requests).Select(number => SendAsync(number % 2 == 0 ? one : other, webhook))
        );

        // Reconciled, when the ledger was too busy to record the creation.
        string[] made = ["created", "reconciled"];
        string[] others = ["replayed", "delivery_in_progress"];
        answers.Except(made.Concat(others), StringComparer.Ordinal).ShouldBeEmpty();
        answers.Count(answer => made.Contains(answer, StringComparer.Ordinal)).ShouldBeLessThanOrEqualTo(1);
        (await CreationsAsync(one)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_delivery_that_one_process_completed_is_replayed_by_the_other()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        await using var one = await LocalProcess.StartAsync(("Deliveries__ConnectionString", azurite.ConnectionString));
        await using var other = await LocalProcess.StartAsync(
            ("Deliveries__ConnectionString", azurite.ConnectionString)
        );

        var first = await one.SendAsync("--id", "msg_shared");
        var second = await other.SendAsync("--id", "msg_shared");

        first.ShouldBeInstalled("created");
        second.ShouldBeInstalled("replayed");
        second.Body.ShouldBe(first.Body);
    }

    /// <summary>Sends until the ledger answers: two hundred at once may be too many for a busy machine.</summary>
    private static async Task<string> SendAsync(LocalProcess local, PastedCurl webhook)
    {
        string answer;
        do
        {
            answer = await PostAsync(local, webhook);
        } while (answer is "ledger_unavailable");

        return answer;
    }

    private static async Task<string> PostAsync(LocalProcess local, PastedCurl webhook)
    {
        using var request = webhook.Request();
        request.RequestUri = new Uri(local.Address, webhook.Address.PathAndQuery);
        using var response = await local.Http.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.Headers.TryGetValues("Onboarding-Outcome", out var outcomes))
        {
            return outcomes.Single();
        }

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (string)problem!["code"]!;
    }

    private static async Task<IReadOnlyList<string>> CreationsAsync(LocalProcess pleo)
    {
        var log = await pleo.Http.GetStringAsync("/simulated/pleo/creations", TestContext.Current.CancellationToken);
        return [.. JsonNode.Parse(log)!.AsArray().Select(creation => (string)creation!["deliveryId"]!)];
    }
}
