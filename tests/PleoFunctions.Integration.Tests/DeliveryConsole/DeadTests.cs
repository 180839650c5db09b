using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

/// <summary>Recovery gives a delivery up after 3 s, before it would run it again.</summary>
[Collection(nameof(BrowserTests))]
public sealed class DeadTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    [Fact]
    public async Task A_delivery_that_recovery_gives_up_becomes_dead_without_a_reload()
    {
        await SendAsync("unauthorized");
        await OpenFirstAsync();

        await ExpectRowAsync(Rows.First, "Dead: pleo_unauthorized");

        await Expect(Rows.First).ToHaveAttributeAsync("data-tone", "dead");
        await Expect(Detail.Locator(".timeline > li").Last).ToContainTextAsync("Dead");
        await Expect(Detail.Locator(".next"))
            .ToHaveTextAsync(
                "The delivery is dead: it was open for too long, and last ended with pleo_unauthorized. "
                    + "Recovery does not run it again by itself; an operator can replay it."
            );
    }

    [Fact]
    public async Task A_delivery_that_is_done_does_not_become_dead()
    {
        await SendAsync();
        await SendAsync("unauthorized");

        await ExpectRowAsync(Rows.First, "Dead: pleo_unauthorized");

        await Expect(Rows.Last).ToContainTextAsync("Created");
        await Expect(Rows.Last).Not.ToContainTextAsync("Dead");
    }

    [Fact]
    public async Task A_dead_delivery_breaks_no_rule_of_accessibility()
    {
        await SendAsync("unauthorized");
        await ExpectRowAsync(Rows.First, "Dead: pleo_unauthorized");

        // What is dead stays so, and one page can be looked at in all ways.
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (var width in (int[])[1440, 360])
            {
                await Page.EmulateMediaAsync(new() { ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
                await Page.SetViewportSizeAsync(width, 900);
                (await AxeRules.CheckAsync(Page)).ShouldBeEmpty($"{colours}, {width}");

                await OpenFirstAsync();
                await Expect(Detail.Locator(".next")).ToBeVisibleAsync();
                (await AxeRules.CheckAsync(Page)).ShouldBeEmpty($"{colours}, {width}, detail");
                await Page.Keyboard.PressAsync("Escape");
                await Expect(Detail).ToBeHiddenAsync();
            }
        }
    }

    private protected override Task<LocalServer> StartAsync() =>
        LocalServer.StartRecoveringAsync(pauseScale: 1, TimeSpan.FromSeconds(3));
}
