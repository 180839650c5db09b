using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

/// <summary>Recovery runs a delivery 3 s after its first failure, and 15 s after its second.</summary>
[Collection(nameof(BrowserTests))]
public sealed class RecoveryTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    private const double PauseScale = 0.05;

    private ILocator Next => Detail.Locator(".next");

    [Fact]
    public async Task A_run_by_recovery_appears_in_the_timeline_of_its_delivery()
    {
        await SwitchPleoAsync("RateLimited");
        using var failed = await new PartnerWebhook().SendAsync(Local.Http);
        await ExpectRowAsync(Rows.First, "pleo_rate_limited");
        await Page.EvaluateAsync("() => { window.sameDocument = true; }");
        await OpenFirstAsync();
        await Expect(Next).ToContainTextAsync("The delivery failed with pleo_rate_limited. Recovery runs it next");

        await Page.ClickAsync("#all-well");

        await ExpectRowAsync(Rows.First, "Created");
        await Expect(Rows).ToHaveCountAsync(1);
        await Expect(Rows.First.Locator(".recovery")).ToHaveTextAsync("recovery");
        await Expect(Detail.Locator(".facts .recovery")).ToBeVisibleAsync();
        await Expect(Detail.Locator(".timeline .start")).Not.ToHaveCountAsync(0);
        await Expect(Detail.Locator(".timeline .start").Last).ToContainTextAsync("Run by recovery");
        await Expect(Detail.Locator(".timeline > li").Last).ToContainTextAsync("Ended with 200");
        await Expect(Detail.Locator(".timeline")).ToContainTextAsync("Answered 503");
        await Expect(Detail.GetByText("Call and reply")).Not.ToHaveCountAsync(0);
        await Expect(Next).ToHaveCountAsync(0);
        (await Page.EvaluateAsync<bool>("() => window.sameDocument")).ShouldBeTrue();
    }

    [Fact]
    public async Task Says_when_recovery_runs_a_delivery_next()
    {
        await SendAsync("unauthorized");

        await OpenFirstAsync();

        await Expect(Next).ToContainTextAsync("The delivery failed with pleo_unauthorized. Recovery runs it next at ");
        await Expect(Detail.Locator(".timeline .start")).ToHaveCountAsync(1);
        await Expect(Next).ToContainTextAsync("Recovery runs it next at ");
    }

    [Fact]
    public async Task Says_that_recovery_does_not_run_a_delivery_again()
    {
        await SendAsync("rejected");

        await OpenFirstAsync();

        await Expect(Next)
            .ToHaveTextAsync("The delivery failed with pleo_rejected. Recovery does not run it again by itself.");
    }

    [Fact]
    public async Task A_delivery_that_waits_is_finished_by_recovery()
    {
        await SwitchPleoAsync("Slow");
        var sent = new[] { new PartnerWebhook().SendAsync(Local.Http), new PartnerWebhook().SendAsync(Local.Http) };
        var waiting = Rows.Filter(new() { HasText = "Waiting" });
        await Expect(waiting).ToHaveAttributeAsync("data-tone", "waiting");
        await OpenAsync(waiting);
        await Expect(Next)
            .ToContainTextAsync("The delivery waits, because another one of its customer was being worked on.");
        await Expect(Detail.Locator(".timeline .start")).ToHaveCountAsync(0);

        await Page.ClickAsync("#all-well");

        await Expect(waiting).ToHaveCountAsync(0);
        await Expect(Next).ToHaveCountAsync(0);
        await Expect(Detail.Locator(".timeline > li").Last).ToContainTextAsync("Ended with 200");
        await Expect(Detail.Locator(".timeline .start")).ToHaveCountAsync(1);
        foreach (var answer in await Task.WhenAll(sent))
        {
            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_delivery_that_was_accepted_is_neither_a_success_nor_a_problem_until_it_ends()
    {
        await Page.SelectOptionAsync("#partner", LocalServer.Prompt);
        await SwitchPleoAsync("Slow");
        await Page.ClickAsync("text=Sign and send");
        await ExpectRowAsync(Rows.First, "Accepted");
        await Expect(Rows.First).ToHaveAttributeAsync("data-tone", "accepted");

        await Page.ClickAsync("#all-well");

        await ExpectRowAsync(Rows.First, "Created");
        await Expect(Page.Locator("#sent")).Not.ToContainTextAsync("Accepted");
        await OpenFirstAsync();
        await Expect(Detail.Locator(".timeline")).ToContainTextAsync("Answered 202");
        await Expect(Detail.Locator(".timeline > li").Last).ToContainTextAsync("Ended with 200");
    }

    [Theory]
    [InlineData("good")]
    [InlineData("problem")]
    public async Task The_filters_leave_out_a_delivery_that_was_accepted(string filter)
    {
        await Page.SelectOptionAsync("#partner", LocalServer.Prompt);
        await SwitchPleoAsync("Slow");
        await Page.ClickAsync("text=Sign and send");
        await ExpectRowAsync(Rows.First, "Accepted");

        await Page.SelectOptionAsync("#show", filter);

        await Expect(Page.Locator("#nothing")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_delivery_that_was_accepted_shows_its_end_without_recovery()
    {
        await Page.SelectOptionAsync("#partner", LocalServer.Prompt);
        await SendAsync("throttled");

        await ExpectRowAsync(Rows.First, "Created");
        await Expect(Rows.First.Locator(".recovery")).ToHaveCountAsync(0);
        await OpenFirstAsync();
        await Expect(Detail.Locator(".timeline")).ToContainTextAsync("Answered 202");
        await Expect(Detail.Locator(".timeline > li").Last).ToContainTextAsync("Ended with 200");
    }

    [Fact]
    public async Task A_run_of_a_delivery_that_is_no_longer_kept_has_a_row_of_its_own()
    {
        using var failed = await new PartnerWebhook { Body = PartnerWebhook.BodyFor("unauthorized") }.SendAsync(
            Local.Http
        );
        await ExpectRowAsync(Rows.First, "pleo_unauthorized");
        for (var sent = 0; sent < 1000; sent++)
        {
            using var refused = await new PartnerWebhook { Partner = "nobody" }.SendAsync(Local.Http);
        }

        var row = Rows.Filter(new() { HasText = "pleo_unauthorized" });
        await Expect(row.Locator(".recovery")).ToBeVisibleAsync();
        await OpenAsync(row);
        await Expect(Detail.Locator(".timeline > li").First).ToContainTextAsync("Run by recovery");
        await Expect(Next).ToContainTextAsync("Recovery runs it next at ");
        await Expect(Detail.GetByText("Headers of the request")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task The_marks_of_recovery_break_no_rule_of_accessibility(int width)
    {
        await Page.SetViewportSizeAsync(width, 900);
        await SendAsync("unauthorized");
        await Expect(Rows.First.Locator(".recovery")).ToBeVisibleAsync();
        await Page.SelectOptionAsync("#partner", LocalServer.Prompt);
        await SwitchPleoAsync("Slow");
        await Page.ClickAsync("text=Sign and send");
        await ExpectRowAsync(Rows.First, "Accepted");
        await Page.SelectOptionAsync("#partner", "acme");
        await Page.SelectOptionAsync("#tenant", "northwind");
        await Page.ClickAsync("text=Sign and send");
        await Page.ClickAsync("text=Sign and send");
        await Expect(Rows.Filter(new() { HasText = "Waiting" })).ToHaveCountAsync(1);
        await ShouldBreakNoRuleAsync();

        await OpenAsync(Rows.Last);
        await Expect(Detail.Locator(".timeline .start").First).ToBeVisibleAsync();
        await Expect(Next).ToBeVisibleAsync();
        await ShouldBreakNoRuleAsync();
        (await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    private protected override Task<LocalServer> StartAsync() =>
        LocalServer.StartRecoveringAsync(PauseScale, TimeSpan.FromDays(3));

    /// <summary>Looks at the page in each theme.</summary>
    private async Task ShouldBreakNoRuleAsync()
    {
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
            (await AxeRules.CheckAsync(Page)).ShouldBeEmpty($"{colours}");
        }
    }

    private async Task SwitchPleoAsync(string fault)
    {
        await Page.SelectOptionAsync("#pleo-fault", fault);
        await Expect(Page.Locator("#banner")).ToBeVisibleAsync();
    }
}
