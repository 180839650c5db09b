using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class ListTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    [Fact]
    public async Task An_empty_list_says_what_to_do_and_sends_the_first_sample()
    {
        await Expect(Page.Locator("#empty")).ToContainTextAsync("No deliveries yet");

        await Page.ClickAsync("#empty >> text=Send a sample");

        await Expect(Rows).ToHaveCountAsync(1);
        await ExpectRowAsync(Rows.First, "Created");
        await Expect(Page.Locator("#empty")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_delivery_from_the_form_appears_without_a_reload()
    {
        await Page.EvaluateAsync("() => { window.sameDocument = true; }");

        await SendAsync("throttled");

        await ExpectRowAsync(Rows.First, "acme");
        await ExpectRowAsync(Rows.First, "throttled");
        await ExpectRowAsync(Rows.First, "Created");
        await Expect(Rows.First.Locator(".attempts")).ToContainTextAsync("3");
        (await Page.EvaluateAsync<bool>("() => window.sameDocument")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_delivery_from_a_partner_appears_and_is_announced()
    {
        using var answer = await new PartnerWebhook().SendAsync(Local.Http);

        await ExpectRowAsync(Rows.First, "Created");
        await Expect(Page.Locator("#news")).ToHaveTextAsync("New delivery: acme, northwind, Created");
    }

    [Theory]
    [InlineData("github")]
    [InlineData("stripe")]
    [InlineData("shopify")]
    [InlineData("slack")]
    [InlineData("none")]
    public async Task A_sample_can_be_signed_by_any_scheme(string scheme)
    {
        await Expect(Page.Locator("#caution")).ToBeHiddenAsync();

        await Page.SelectOptionAsync("#scheme", scheme);

        await Expect(Page.Locator("#caution"))
            .ToHaveTextAsync($"acme uses standard-webhooks, so a webhook signed as {scheme} is refused.");
        await SendAsync();
        await ExpectRowAsync(Rows.First, "signature_");
    }

    [Fact]
    public async Task The_form_warns_when_a_signature_will_be_refused()
    {
        await Page.RouteAsync(
            "**/console/setup",
            async route =>
            {
                var setup = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
                setup["partners"]![0]!["caution"] = "This gets 401.";
                await route.FulfillAsync(new() { Body = setup.ToJsonString() });
            }
        );

        await OpenAsync();

        await Expect(Page.Locator("#caution")).ToHaveTextAsync("This gets 401.");
    }

    [Fact]
    public async Task The_curl_button_says_when_the_server_does_not_answer()
    {
        IgnoreRefusal();
        await Page.RouteAsync("**/console/curl", route => route.AbortAsync());

        await Page.ClickAsync("#copy-curl");

        await Expect(Page.Locator("#copy-curl")).ToHaveTextAsync("The server does not answer");
        await Expect(Page.Locator("#copy-curl")).ToHaveTextAsync("Copy a new curl");
    }

    [Fact]
    public async Task The_list_can_be_searched_and_filtered_to_problems()
    {
        await SendAsync("northwind");
        await SendAsync("rejected");

        await Page.SelectOptionAsync("#show", "problem");
        await Expect(Rows).ToHaveCountAsync(1);
        await ExpectRowAsync(Rows.First, "pleo_rejected");

        await Page.FillAsync("#search", "nothing like this");
        await Expect(Page.Locator("#nothing")).ToBeVisibleAsync();

        await Page.ClickAsync("#unfilter");
        await Expect(Rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_paused_list_does_not_change_until_it_continues()
    {
        await SendAsync();
        await Page.ClickAsync("#pause");

        using var answer = await new PartnerWebhook().SendAsync(Local.Http);
        await Expect(Page.Locator("#news")).ToContainTextAsync("deliver");
        await Expect(Page.Locator("#count")).ToHaveTextAsync("1 · 1 waiting");
        await Expect(Rows).ToHaveCountAsync(1);

        await Page.ClickAsync("#pause");
        await Expect(Rows).ToHaveCountAsync(2);
        await Expect(Page.Locator("#count")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task A_paused_list_can_be_searched_and_filtered()
    {
        await SendAsync();
        await SendAsync("rejected");
        await Page.ClickAsync("#pause");

        await Page.FillAsync("#search", "northwind");
        await Expect(Rows).ToHaveCountAsync(1);

        await Page.SelectOptionAsync("#show", "problem");
        await Expect(Page.Locator("#nothing")).ToBeVisibleAsync();

        await Page.ClickAsync("#unfilter");
        await Expect(Rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_form_says_what_cannot_be_sent()
    {
        IgnoreRefusal();
        await Page.ClickAsync("text=Your own delivery id and body");
        await Page.FillAsync("#body", "{");
        await Page.SelectOptionAsync("#mistake", "Reserialized");

        await Page.ClickAsync("text=Sign and send");

        await Expect(Page.Locator("#sent")).ToContainTextAsync("JSON");
        await Expect(Rows).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task New_rows_wait_while_the_pointer_is_over_a_row()
    {
        await SendAsync();
        await Rows.First.HoverAsync();
        var before = await PlaceOfFirstRowAsync();

        await SendAsPartnerAsync(2);
        await Expect(Waiting).ToHaveTextAsync("2 new deliveries");
        await Expect(Rows).ToHaveCountAsync(1);
        (await PlaceOfFirstRowAsync()).ShouldBe(before);

        await Page.ClickAsync("h1");
        await Expect(Rows).ToHaveCountAsync(3);
        await Expect(Waiting).ToBeHiddenAsync();
    }

    [Fact]
    public async Task New_rows_wait_while_a_row_has_the_focus_and_a_key_shows_them()
    {
        await SendAsync();
        await Rows.First.GetByRole(AriaRole.Link).FocusAsync();

        await SendAsPartnerAsync(1);
        await Expect(Waiting).ToHaveTextAsync("1 new delivery");
        await Expect(Rows).ToHaveCountAsync(1);

        await Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(Waiting).ToBeFocusedAsync();

        await Page.Keyboard.PressAsync("Enter");
        await Expect(Rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_button_shows_waiting_rows_even_under_the_pointer()
    {
        await SendAsync();
        await Rows.First.HoverAsync();
        await SendAsPartnerAsync(1);
        await Expect(Waiting).ToBeVisibleAsync();

        await Waiting.PressAsync("Enter");

        await Expect(Rows).ToHaveCountAsync(2);
        await Expect(Waiting).ToBeHiddenAsync();
        await Expect(Page.Locator("#list")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task New_rows_wait_while_the_list_is_scrolled()
    {
        await SendAsPartnerAsync(60);
        await Expect(Rows).ToHaveCountAsync(60);
        await Page.EvaluateAsync("() => window.scrollTo(0, 400)");

        await SendAsPartnerAsync(1);
        await Expect(Waiting).ToBeInViewportAsync();
        await Expect(Rows).ToHaveCountAsync(60);

        await Waiting.ClickAsync();
        await Expect(Rows).ToHaveCountAsync(61);
        await Expect(Rows.First).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_visible_row_still_changes_while_new_rows_wait()
    {
        await Page.SelectOptionAsync("#tenant", "slow");
        await Page.ClickAsync("text=Sign and send");
        await ExpectRowAsync(Rows.First, "Working");
        await Rows.First.HoverAsync();

        await SendAsPartnerAsync(1);
        await Expect(Waiting).ToBeVisibleAsync();

        await ExpectRowAsync(Rows.First, "outcome_unknown");
        await Expect(Rows).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_delivery_that_the_page_sends_does_not_wait()
    {
        await SendAsync();
        await OpenAsync(Rows.First);
        await Expect(Detail.Locator("#again")).ToBeEnabledAsync();
        await Rows.First.HoverAsync();

        await Page.PressAsync("#again", "Enter");

        await ExpectRowAsync(Rows.First, "Replayed");
        await Expect(Rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_click_opens_the_row_that_was_pressed_even_if_rows_arrive_before_the_release()
    {
        await SendAsync();
        await Rows.First.HoverAsync();
        await Page.Mouse.DownAsync();

        // The page would show its own delivery at once.
        await Page.EvaluateAsync("() => document.getElementById('send').requestSubmit()");
        await Expect(Page.Locator("#sent")).ToHaveTextAsync("Delivery 2: Updated");
        await Page.Mouse.UpAsync();

        await Expect(Detail.Locator("#detail-title")).ToBeVisibleAsync();
        await Expect(Detail).ToContainTextAsync("Delivery 1");
        await Expect(Rows).ToHaveCountAsync(2);
    }

    private ILocator Waiting => Page.Locator("#show-new");

    private async Task SendAsPartnerAsync(int count)
    {
        for (var sent = 0; sent < count; sent++)
        {
            using var answer = await new PartnerWebhook().SendAsync(Local.Http);
        }
    }

    private Task<double> PlaceOfFirstRowAsync() =>
        Rows.First.EvaluateAsync<double>("row => row.getBoundingClientRect().top");
}
