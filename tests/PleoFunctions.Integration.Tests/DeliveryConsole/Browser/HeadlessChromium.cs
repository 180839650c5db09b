using Microsoft.Playwright;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Browser;

/// <summary>One Chromium for all tests; each test has its own profile.</summary>
public sealed class HeadlessChromium : IAsyncLifetime
{
    private IPlaywright? _playwright;

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var path = await DebianPackage.FindAsync(
            "chromium",
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome"
        );
        _playwright = await Playwright.CreateAsync();
        if (path is null && !File.Exists(_playwright.Chromium.ExecutablePath))
        {
            throw new InvalidOperationException(
                "There is no Chromium for the console's tests. Install the package chromium (as root, apt-get install chromium), "
                    + "or Playwright's own: pwsh playwright.ps1 install chromium, in the folder that the tests were built to."
            );
        }

        Browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
