using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using PleoFunctions.Testing;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

/// <summary>
/// Takes the screenshots of the documentation, and writes them to docs/images only when UPDATE_SCREENSHOTS is true.
/// </summary>
[Collection(nameof(BrowserTests))]
public sealed class ScreenshotTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    private static readonly bool Update = string.Equals(
        Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS"),
        "true",
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "images");

    [Fact]
    public async Task Takes_the_screenshots_of_the_documentation()
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await SendAsync();
        await SendAsync("throttled");
        await SendAsync("rejected");
        await SendAsync(mistake: "Reserialized");
        await SendAsync("lost-reply");
        await SendAsync("down");
        await SendAsync("*");
        await TakeAsync("console-list.png");

        await Page.SetViewportSizeAsync(1440, 1000);
        await OpenAsync("lost-reply");
        await TakeAsync("console-timeline.png");

        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        await OpenAsync("signature_invalid");
        await TakeAsync("console-dark.png");

        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await Page.SetViewportSizeAsync(360, 780);
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Page.EvaluateAsync("() => scrollTo(0, 0)");
        await TakeAsync("console-phone.png");
    }

    private async Task OpenAsync(string text)
    {
        await OpenAsync(Rows.Filter(new() { HasText = text }));
        await Expect(Detail.Locator(".facts")).ToBeVisibleAsync();
        await Expect(Detail.Locator(".timeline")).ToBeVisibleAsync();
        await Page.Mouse.MoveAsync(0, 0);
        await Page.EvaluateAsync("() => scrollTo(0, 0)");
    }

    private async Task TakeAsync(string name)
    {
        Directory.CreateDirectory(Folder);
        var picture = await Page.ScreenshotAsync(
            new() { Path = Update ? Path.Combine(Folder, name) : null, Animations = ScreenshotAnimations.Disabled }
        );
        picture.Length.ShouldBeGreaterThan(10_000);
    }
}
