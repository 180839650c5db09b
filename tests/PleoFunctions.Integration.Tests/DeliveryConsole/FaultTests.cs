using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class FaultTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    [Theory]
    [InlineData("Down", "pleo_unavailable")]
    [InlineData("Unreachable", "pleo_unavailable")]
    [InlineData("DropsConnections", "pleo_unavailable")]
    [InlineData("LosesReplies", "Reconciled")]
    [InlineData("RateLimited", "pleo_rate_limited")]
    public async Task A_fault_of_Pleo_changes_the_answer(string fault, string outcome)
    {
        await Page.SelectOptionAsync("#pleo-fault", fault);
        await Expect(Page.Locator("#banner")).ToContainTextAsync("Simulated fault: Pleo");

        await SendAsync();

        await ExpectRowAsync(Rows.First, outcome);
    }

    [Theory]
    [InlineData("Down")]
    [InlineData("DropsConnections")]
    public async Task A_fault_of_Pleo_leaves_the_outcome_unknown_once_it_is_known_whose_the_key_is(string fault)
    {
        await SendAsync();
        await Page.SelectOptionAsync("#pleo-fault", fault);
        await Expect(Page.Locator("#banner")).ToContainTextAsync("Simulated fault: Pleo");

        await SendAsync();

        await ExpectRowAsync(Rows.First, "outcome_unknown");
    }

    [Fact]
    public async Task An_update_whose_replies_are_lost_is_sent_again_at_the_next_attempt()
    {
        await Page.SelectOptionAsync("#pleo-fault", "LosesReplies");
        await SendAsync("installed");
        await ExpectRowAsync(Rows.First, "outcome_unknown");
        await Page.ClickAsync("#all-well");
        await Expect(Page.Locator("#banner")).ToBeHiddenAsync();
        await OpenFirstAsync();

        await Detail.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();

        await ExpectRowAsync(Rows.First, "Updated");
    }

    [Fact]
    public async Task A_slow_Pleo_delays_a_delivery_until_it_works_again()
    {
        await Page.SelectOptionAsync("#pleo-fault", "Slow");
        await Expect(Page.Locator("#banner")).ToBeVisibleAsync();

        await Page.ClickAsync("text=Sign and send");

        await ExpectRowAsync(Rows.First, "Working");
        await Page.ClickAsync("#all-well");
        await ExpectRowAsync(Rows.First, "acme");
        await Expect(Rows.First.Locator(".badge")).Not.ToContainTextAsync("Working");
    }

    [Theory]
    [InlineData("Down")]
    [InlineData("Throttled")]
    public async Task A_fault_of_the_vault_fails_a_tenant_whose_key_is_not_cached(string fault)
    {
        await SendAsync();
        await Page.SelectOptionAsync("#vault-fault", fault);
        await Expect(Page.Locator("#banner")).ToContainTextAsync("Simulated fault: The vault");

        await SendAsync();
        await ExpectRowAsync(Rows.First, "Updated");

        await SendAsync("*");
        await ExpectRowAsync(Rows.First, "vault_unavailable");
        await OpenFirstAsync();
        await Expect(Detail.Locator(".timeline")).ToContainTextAsync("not read: the vault does not answer");
    }

    [Fact]
    public async Task A_switch_that_fails_shows_the_servers_state_again()
    {
        IgnoreRefusal();
        await Page.SelectOptionAsync("#vault-fault", "Throttled");
        await Expect(Page.Locator("#banner-text")).ToHaveTextAsync("The vault is throttled.");
        await Page.RouteAsync("**/simulated/faults", route => route.AbortAsync());

        await Page.SelectOptionAsync("#pleo-fault", "Down");

        await Expect(Page.Locator("#pleo-fault")).ToHaveValueAsync("None");
        await Expect(Page.Locator("#vault-fault")).ToHaveValueAsync("Throttled");
        await Expect(Page.Locator("#banner-text")).ToHaveTextAsync("The vault is throttled.");
    }

    [Fact]
    public async Task Switches_all_faults_off_at_once()
    {
        await Page.SelectOptionAsync("#pleo-fault", "Down");
        await Expect(Page.Locator("#banner-text")).ToHaveTextAsync("Pleo is down.");
        await Page.SelectOptionAsync("#vault-fault", "Down");
        await Expect(Page.Locator("#banner-text")).ToHaveTextAsync("Pleo is down. The vault is down.");

        await Page.ClickAsync("text=Switch all faults off");

        await Expect(Page.Locator("#banner")).ToBeHiddenAsync();
        await Expect(Page.Locator("#pleo-fault")).ToHaveValueAsync("None");
        await SendAsync();
        await ExpectRowAsync(Rows.First, "Created");
    }
}
