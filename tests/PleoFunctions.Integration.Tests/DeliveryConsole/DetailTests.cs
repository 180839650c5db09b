using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class DetailTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    [Fact]
    public async Task A_delivery_opens_into_its_timeline()
    {
        await SendAsync();

        await OpenFirstAsync();

        await Expect(Detail.Locator(".timeline .title"))
            .ToHaveTextAsync([
                "Received",
                "Signing key",
                "Signature verified",
                "Claimed in the ledger: new",
                "API key of the tenant",
                "Asked Pleo which company the key belongs to (GET)",
                "The ledger knows which customer has this Pleo company",
                "Attempt 1: sent to Pleo (POST)",
                "Answer recorded in the ledger",
                "Answered 200",
            ]);
        await Expect(Detail.Locator(".timeline")).ToContainTextAsync("read from the vault");
        await Expect(Detail.Locator("pre").Last).ToContainTextAsync("\"state\": \"pending\"");
    }

    [Fact]
    public async Task Reads_a_known_key_from_the_cache()
    {
        await SendAsync();
        await SendAsync();

        await OpenFirstAsync();

        await Expect(Detail.Locator(".timeline li", new() { HasText = "API key of the tenant" }))
            .ToContainTextAsync("from the cache");
    }

    [Fact]
    public async Task An_attempt_shows_the_call_to_Pleo_and_its_reply_without_the_key()
    {
        await SendAsync();
        await OpenFirstAsync();

        await Detail.GetByText("Call and reply").Last.ClickAsync();

        var call = Detail.Locator(".call").Last;
        await Expect(call).ToContainTextAsync("POST http://127.0.0.1");
        await Expect(call).ToContainTextAsync("onboardingDeliveryId");
        await Expect(call).ToContainTextAsync("\"resource\": \"urn:pleo:company:");
        await Expect(call.GetByRole(AriaRole.Row, new() { Name = "Authorization" })).ToContainTextAsync("hidden");
    }

    [Fact]
    public async Task Looks_up_and_reconciles_a_lost_reply()
    {
        await SendAsync("lost-reply");

        await OpenFirstAsync();

        var timeline = Detail.Locator(".timeline");
        await Expect(timeline).ToContainTextAsync("the connection broke before a reply");
        await Expect(timeline).ToContainTextAsync("Attempt 2: asked Pleo (GET)");
        await Expect(timeline).ToContainTextAsync("nothing was created twice");
    }

    [Fact]
    public async Task Updates_an_existing_installation()
    {
        await SendAsync("installed");

        await ExpectRowAsync(Rows.First, "Updated");
        await Expect(Rows.First).ToHaveAttributeAsync("data-tone", "good");
        await OpenFirstAsync();
        var timeline = Detail.Locator(".timeline");
        await Expect(timeline).ToContainTextAsync("409, there is an installation already");
        await Expect(timeline).ToContainTextAsync("Attempt 2: update sent to Pleo (PUT)");
        await Expect(timeline).ToContainTextAsync("it now has the status and metadata of this event");
    }

    [Fact]
    public async Task Says_that_an_older_event_is_superseded()
    {
        using var newer = await EventAt("2026-11-23T10:00:00Z").SendAsync(Local.Http);
        using var older = await EventAt("2026-11-23T09:00:00Z").SendAsync(Local.Http);

        await ExpectRowAsync(Rows.First, "Superseded");
        await OpenFirstAsync();
        await Expect(Detail.Locator(".timeline"))
            .ToContainTextAsync("A newer event of this customer was applied before: nothing was sent to Pleo");
        await Expect(Detail.Locator(".call")).ToHaveCountAsync(0);

        static PartnerWebhook EventAt(string time) =>
            new()
            {
                Body = PartnerWebhook
                    .BodyFor("northwind")
                    .Replace("{\"type\"", $"{{\"timestamp\":\"{time}\",\"type\"", StringComparison.Ordinal),
            };
    }

    [Fact]
    public async Task A_delivery_whose_customer_is_busy_waits()
    {
        await Page.SelectOptionAsync("#pleo-fault", "Slow");
        await Expect(Page.Locator("#banner")).ToBeVisibleAsync();
        foreach (
            var answer in await Task.WhenAll(
                new PartnerWebhook().SendAsync(Local.Http),
                new PartnerWebhook().SendAsync(Local.Http)
            )
        )
        {
            answer.Dispose();
        }

        var waiting = Rows.Filter(new() { HasText = "Waiting" });
        await Expect(waiting).ToHaveCountAsync(1);
        await Expect(waiting).ToHaveAttributeAsync("data-tone", "waiting");
        await waiting.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Detail.Locator(".timeline"))
            .ToContainTextAsync("Waiting: another delivery of this customer is being worked on");
    }

    [Fact]
    public async Task Follows_a_delivery_in_progress_to_its_end()
    {
        await Page.SelectOptionAsync("#tenant", "throttled");
        await Page.ClickAsync("text=Sign and send");
        await ExpectRowAsync(Rows.First, "acme");

        await OpenFirstAsync();

        await Expect(Detail.Locator(".timeline")).ToContainTextAsync("Paused");
        await Expect(Detail.Locator(".timeline")).ToContainTextAsync("Answered 200");
    }

    [Theory]
    [InlineData("Reserialized", "JSON re-serialized")]
    [InlineData("OtherKey", "another key was used")]
    // Ten minutes, plus the time that the request took.
    [InlineData("Late", "a clock is wrong by 6[0-2][0-9] s")]
    [InlineData("Unsigned", "is missing")]
    public async Task Diagnoses_a_refused_signature_as_verify_does(string mistake, string finding)
    {
        await SendAsync(mistake: mistake);

        await OpenFirstAsync();

        var diagnosis = Detail.Locator(".diagnosis");
        await Expect(diagnosis).ToContainTextAsync("Why it was refused");
        await Expect(diagnosis.Locator("li", new() { HasText = "Fails" }))
            .ToContainTextAsync(new Regex(finding, RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_delivery_that_is_sent_again_byte_for_byte_is_replayed()
    {
        await SendAsync();
        await OpenFirstAsync();

        await Detail.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();

        await ExpectRowAsync(Rows.First, "Replayed");
        await Expect(Detail.GetByRole(AriaRole.Link, new() { Name = "Delivery 2" })).ToBeVisibleAsync();
        var (first, second) = (await ReadAsync(1), await ReadAsync(2));
        ((string?)second["requestBody"]!["text"]).ShouldBe((string?)first["requestBody"]!["text"]);
        HeadersOf(second).ShouldBe(HeadersOf(first), ignoreOrder: true);
        ((string?)second["answerBody"]!["text"]).ShouldBe((string?)first["answerBody"]!["text"]);
    }

    [Fact]
    public async Task The_address_names_the_open_delivery_and_back_and_forward_work()
    {
        await SendAsync();
        await OpenFirstAsync();
        Page.Url.ShouldEndWith("/#/1");

        await Page.GoBackAsync();
        await Expect(Detail).ToBeHiddenAsync();

        await Page.GoForwardAsync();
        await Expect(Detail.Locator(".timeline")).ToBeVisibleAsync();

        await Page.ReloadAsync();
        await Expect(Detail.Locator(".timeline")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(null, "The server cannot show this delivery now.")]
    [InlineData(500, "The server cannot show this delivery now.")]
    [InlineData(404, "This delivery is no longer kept.")]
    public async Task A_delivery_that_cannot_be_shown_says_why(int? status, string told)
    {
        IgnoreRefusal();
        await Page.RouteAsync(
            "**/console/deliveries/*",
            route => status is null ? route.AbortAsync() : route.FulfillAsync(new() { Status = status })
        );
        await SendAsync();

        await OpenAsync(Rows.First);

        await Expect(Detail).ToContainTextAsync(told);
    }

    private async Task<JsonObject> ReadAsync(int number) =>
        JsonNode
            .Parse(
                await Local.Http.GetStringAsync($"console/deliveries/{number}", TestContext.Current.CancellationToken)
            )!
            .AsObject();

    private static IEnumerable<string> HeadersOf(JsonObject delivery) =>
        delivery["requestHeaders"]!.AsArray().Select(header => $"{header!["name"]}: {header["value"]}");
}
