using System.Net;
using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class ReplayTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    private const string Mark = "operator’s replay";

    private readonly PartnerWebhook _webhook = new();

    [Fact]
    public async Task A_delivery_that_an_operator_replays_is_shown_with_its_timeline()
    {
        await Page.SelectOptionAsync("#pleo-fault", "RateLimited");
        await Expect(Page.Locator("#banner")).ToBeVisibleAsync();
        using var failed = await _webhook.SendAsync(Local.Http);
        await Page.ClickAsync("#all-well");
        await Expect(Page.Locator("#banner")).ToBeHiddenAsync();

        await ReplayAsync(_webhook.DeliveryId, HttpStatusCode.OK);

        await ExpectRowAsync(Rows.First, "Created");
        await ExpectRowAsync(Rows.First, Mark);
        await ExpectRowAsync(Rows.First, "northwind");
        await Expect(Rows.Last).Not.ToContainTextAsync(Mark);
        await OpenFirstAsync();
        await Expect(Detail.Locator(".facts")).ToContainTextAsync(Mark);
        await Expect(Detail.Locator(".ids")).ToContainTextAsync(_webhook.DeliveryId);
        await Expect(Detail.Locator(".timeline .title"))
            .ToHaveTextAsync([
                "Asked for by an operator",
                "Read from the ledger",
                "Recorded that the operator asked for it",
                "Read from the ledger",
                "Claimed in the ledger: an earlier attempt failed or expired",
                "API key of the tenant",
                "Asked Pleo which company the key belongs to (GET)",
                "The ledger knows which customer has this Pleo company",
                "Attempt 1: sent to Pleo (POST)",
                "Answer recorded in the ledger",
                "Answered 200",
            ]);
        await Expect(Detail.Locator("pre").Last).ToContainTextAsync("\"state\": \"pending\"");
    }

    [Fact]
    public async Task A_replay_can_be_repeated_from_the_page()
    {
        using var done = await _webhook.SendAsync(Local.Http);
        await ReplayAsync(_webhook.DeliveryId, HttpStatusCode.OK);
        await ExpectRowAsync(Rows.First, Mark);
        await OpenFirstAsync();

        await Detail.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();

        await Expect(Rows).ToHaveCountAsync(3);
        await ExpectRowAsync(Rows.First, "Replayed");
        await ExpectRowAsync(Rows.First, Mark);
        await OpenFirstAsync();
        await Expect(Detail.Locator(".timeline .title"))
            .ToHaveTextAsync([
                "Asked for by an operator",
                "Read from the ledger",
                "Recorded that the operator asked for it",
                "Read from the ledger",
                "Answered 200",
            ]);
    }

    [Theory]
    [InlineData("acme", "unknown_delivery")]
    [InlineData("nobody", "unknown_partner")]
    public async Task A_replay_of_a_missing_delivery_says_so(string partner, string outcome)
    {
        await ReplayAsync("msg_never", HttpStatusCode.NotFound, partner);

        await ExpectRowAsync(Rows.First, outcome);
        await ExpectRowAsync(Rows.First, Mark);
        await Page.FillAsync("#search", "msg_never");
        await Expect(Rows).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_replay_from_another_origin_is_refused_and_makes_no_row()
    {
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, "api/deliveries/acme/northwind/msg_never/replay");
        elsewhere.Headers.Add("Origin", "https://elsewhere.example");
        using var refused = await Local.Http.SendAsync(elsewhere, TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var other = await _webhook.SendAsync(Local.Http);
        await Expect(Rows).ToHaveCountAsync(1);
        await Expect(Rows.First.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "#/1");
    }

    [Fact]
    public async Task A_read_by_an_operator_makes_no_row()
    {
        using var done = await _webhook.SendAsync(Local.Http);

        await Local.Http.GetStringAsync("api/deliveries/acme", TestContext.Current.CancellationToken);
        await Local.Http.GetStringAsync("api/customers/acme/northwind", TestContext.Current.CancellationToken);
        await Local.Http.GetStringAsync(
            $"api/deliveries/acme/northwind/{_webhook.DeliveryId}",
            TestContext.Current.CancellationToken
        );
        using var other = await new PartnerWebhook().SendAsync(Local.Http);

        await Expect(Rows).ToHaveCountAsync(2);
        await Expect(Rows.First.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "#/2");
    }

    private async Task ReplayAsync(string deliveryId, HttpStatusCode expected, string partner = "acme")
    {
        using var answer = await Local.Http.PostAsync(
            $"api/deliveries/{partner}/northwind/{deliveryId}/replay",
            content: null,
            TestContext.Current.CancellationToken
        );
        answer.StatusCode.ShouldBe(expected);
    }
}
