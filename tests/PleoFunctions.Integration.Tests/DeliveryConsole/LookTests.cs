using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class LookTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    [Fact]
    public async Task The_system_chooses_light_or_dark_until_the_user_does()
    {
        var light = await GroundAsync();
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await GroundAsync();
        dark.ShouldNotBe(light, StringComparer.Ordinal);

        await Page.ClickAsync("#theme");
        (await GroundAsync()).ShouldBe(light);

        await Page.ReloadAsync();
        (await GroundAsync()).ShouldBe(light);
        await Expect(Page.Locator("#theme")).ToHaveTextAsync("Dark");
    }

    [Fact]
    public async Task Needs_no_sideways_scrolling_at_360_pixels()
    {
        await Page.SetViewportSizeAsync(360, 740);
        await ShouldFitAsync();

        await SendAsync("lost-reply");
        await SendAsync("throttled", "OtherKey");
        using var answer = await new PartnerWebhook { Partner = new string('w', 200) }.SendAsync(Local.Http);
        await Expect(Rows).ToHaveCountAsync(3);
        await ShouldFitAsync();

        for (var row = 0; row < 3; row++)
        {
            await OpenAsync(Rows.Nth(row));
            await Expect(Detail.Locator(".timeline")).ToBeVisibleAsync();
            await ShouldFitAsync();
            await Detail.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        }
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task Choices_are_never_cut_off(int width)
    {
        await Page.SetViewportSizeAsync(width, 900);

        var cut = await Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("select")].filter((one) => {
              const whole = one.cloneNode(true);
              whole.style.width = "max-content";
              one.after(whole);
              const needed = whole.offsetWidth;
              whole.remove();
              return needed > one.offsetWidth;
            }).map((one) => one.id)
            """
        );

        cut.ShouldBeEmpty();
    }

    private Task<string> GroundAsync() =>
        Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private async Task ShouldFitAsync()
    {
        var width = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        width.ShouldBeLessThanOrEqualTo(360);
    }
}
