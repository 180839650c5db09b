using System.Text;
using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using PleoFunctions.Onboarding.Webhooks;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

/// <summary>The page shows every payload as text and runs nothing in it.</summary>
[Collection(nameof(BrowserTests))]
public sealed class HostilePayloadTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    private const string Script = "<img src=x onerror=window.hacked=1><script>window.hacked=1";

    private ILocator RequestBody => Detail.Locator(".part > .body").First;

    [Fact]
    public async Task Markup_stays_text()
    {
        await OpenAsync(PartnerWebhook.BodyFor(Script));

        await Expect(RequestBody.Locator("pre")).ToContainTextAsync(Script);
        await ShouldBeHarmlessAsync();
    }

    [Fact]
    public async Task Markup_in_the_address_stays_text()
    {
        using var answer = await new PartnerWebhook { Partner = Script }.SendAsync(Local.Http);

        await ExpectRowAsync(Rows.First, Script);
        await OpenFirstAsync();
        await Expect(Detail.Locator("h2")).ToContainTextAsync(Script);
        await ShouldBeHarmlessAsync();
    }

    [Fact]
    public async Task Characters_that_are_invisible_or_change_the_text_direction_are_spelled_out()
    {
        await OpenAsync(PartnerWebhook.BodyFor("safe\u202Egnp.exe\u200B\u2066"));

        var text = await RequestBody.Locator("pre").InnerTextAsync();
        text.ShouldContain("safe\\u202egnp.exe\\u200b\\u2066");
        text.ShouldNotContain("\u202E");
    }

    [Fact]
    public async Task A_body_of_the_largest_size_is_shown_in_part_and_then_in_full()
    {
        var prefix = """{"data":{"tenant":"northwind"},"note":""" + "\"";
        const string suffix = "THE END\"}";
        var body = prefix + new string('x', WebhookBody.MaxLength - prefix.Length - suffix.Length) + suffix;

        await OpenAsync(body);
        var shown = RequestBody;
        await Expect(shown).ToContainTextAsync("256 KiB");
        await Expect(shown.Locator("pre")).Not.ToContainTextAsync("THE END");

        await shown.GetByText("Show all 256 KiB").ClickAsync();

        (await shown.Locator("pre").TextContentAsync()).ShouldBe(body);
        await ExpectRowAsync(Rows.First, "Created");
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_shown_up_to_where_it_was_read()
    {
        await OpenAsync(new string('x', (2 * WebhookBody.MaxLength)));

        await ExpectRowAsync(Rows.First, "payload_too_large");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(60_000)]
    public async Task Deep_JSON_is_shown(int depth)
    {
        await OpenAsync(new StringBuilder().Insert(0, "[", depth).Append("\"DEEP\"").Append(']', depth).ToString());

        await ExpectRowAsync(Rows.First, "invalid_payload");
        await Expect(RequestBody).ToBeVisibleAsync();
        await ShouldBeHarmlessAsync();
    }

    [Fact]
    public async Task Numbers_keep_all_their_digits()
    {
        const string number = "12345678901234567890.123456789012345678901234567890";

        await OpenAsync(
            """{"data":{"tenant":"northwind","metadata":{"n":NUMBER}}}""".Replace(
                "NUMBER",
                number,
                StringComparison.Ordinal
            )
        );

        await Expect(RequestBody.Locator("pre")).ToContainTextAsync("\"n\": " + number);
    }

    private async Task OpenAsync(string body)
    {
        using var answer = await new PartnerWebhook { Body = body }.SendAsync(Local.Http);
        await OpenFirstAsync();
    }

    private async Task ShouldBeHarmlessAsync()
    {
        (await Page.EvaluateAsync<bool>("() => window.hacked === undefined")).ShouldBeTrue();
        (await Page.Locator("#rows img, #rows script, #detail img, #detail script").CountAsync()).ShouldBe(0);
    }
}
