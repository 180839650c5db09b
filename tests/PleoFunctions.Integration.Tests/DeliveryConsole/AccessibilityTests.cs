using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class AccessibilityTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    [Fact]
    public async Task The_page_breaks_no_rule_of_accessibility()
    {
        await ShouldBreakNoRuleAsync("empty");

        await SendAsync();
        await SendAsync("rejected");
        await SendAsync("lost-reply");
        await SendAsync(mistake: "OtherKey");
        await Page.SelectOptionAsync("#pleo-fault", "RateLimited");
        await Expect(Page.Locator("#banner")).ToBeVisibleAsync();
        await SendAsync();
        await ShouldBreakNoRuleAsync("list");

        await OpenAsync(Rows.Nth(1));
        await Expect(Detail.Locator(".diagnosis")).ToBeVisibleAsync();
        await ShouldBreakNoRuleAsync("diagnosis");

        await Detail.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await OpenAsync(Rows.Nth(4));
        await Detail.GetByText("Call and reply").Last.ClickAsync();
        await ShouldBreakNoRuleAsync("call and reply");
    }

    [Fact]
    public async Task Everything_can_be_done_from_the_keyboard()
    {
        await Page.FocusAsync("#tenant");
        await Page.Keyboard.TypeAsync("rej");
        await TabToAsync("Sign and send");
        await Page.Keyboard.PressAsync("Enter");
        await ExpectRowAsync(Rows.First, "pleo_rejected");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Rows).ToHaveCountAsync(2);

        await Rows.First.GetByRole(AriaRole.Link).FocusAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Detail).ToBeFocusedAsync();
        await Expect(Detail.Locator(".facts")).ToContainTextAsync("Delivery 1");

        await TabToAsync("Send again");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Rows).ToHaveCountAsync(3);

        await Page.Keyboard.PressAsync("Escape");
        await Expect(Detail).ToBeHiddenAsync();
        await Expect(Rows.Last.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
    }

    /// <summary>Looks at the page in each theme and width.</summary>
    private async Task ShouldBreakNoRuleAsync(string state)
    {
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (var width in (int[])[1440, 360])
            {
                await Page.EmulateMediaAsync(new() { ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
                await Page.SetViewportSizeAsync(width, 900);
                (await AxeRules.CheckAsync(Page)).ShouldBeEmpty($"{state}, {colours}, {width}");
            }
        }
    }

    private async Task TabToAsync(string name)
    {
        for (var steps = 0; steps < 20; steps++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var focused = await Page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()");
            if (string.Equals(focused, name, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not come to '{name}'.");
    }
}
