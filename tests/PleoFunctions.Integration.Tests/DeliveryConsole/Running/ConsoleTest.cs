using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Running;

/// <summary>A test with its own server and browser. The page must never log an error.</summary>
public abstract class ConsoleTest(HeadlessChromium chromium) : IAsyncLifetime
{
    // In milliseconds; long enough for a busy machine.
    private const float Patience = 60_000;

    // How long the effect of one click may take.
    private const float Effect = 5_000;

    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _elsewhere = new();
    private IBrowserContext _context = null!;
    private bool _refusals;

    static ConsoleTest() => SetDefaultExpectTimeout(Patience);

    internal LocalServer Local { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    protected virtual BrowserNewContextOptions Options { get; } =
        new()
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
        };

    protected ILocator Rows => Page.Locator("#rows > tr");

    protected ILocator Detail => Page.Locator("#detail");

    public async ValueTask InitializeAsync()
    {
        Local = await StartAsync();
        _context = await chromium.Browser.NewContextAsync(Options);
        Page = await _context.NewPageAsync();
        Page.SetDefaultTimeout(Patience);
        Page.Console += (_, message) =>
        {
            if (
                message.Type is "error" or "warning"
                && !(_refusals && message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
            )
            {
                _errors.Enqueue(message.Text);
            }
        };
        Page.PageError += (_, error) => _errors.Enqueue(error);
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Local.Address.AbsoluteUri, StringComparison.Ordinal))
            {
                _elsewhere.Enqueue(request.Url);
            }
        };
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Local.DisposeAsync();
        GC.SuppressFinalize(this);
        _errors.ShouldBeEmpty();
        _elsewhere.ShouldBeEmpty();
    }

    private protected virtual Task<LocalServer> StartAsync() => LocalServer.StartAsync();

    protected async Task OpenAsync()
    {
        await Page.GotoAsync(Local.Address.AbsoluteUri);
        await Expect(Page.Locator("#connection")).ToHaveTextAsync("Live");
    }

    /// <summary>The browser logs an answer that is not a success as an error. A test that expects one ignores it.</summary>
    protected void IgnoreRefusal() => _refusals = true;

    /// <summary>Sends from the form, and waits until it was answered.</summary>
    protected async Task SendAsync(string tenant = "northwind", string mistake = "None")
    {
        await Page.SelectOptionAsync("#tenant", tenant);
        await Page.SelectOptionAsync("#mistake", mistake);
        await Page.ClickAsync("text=Sign and send");
        await Expect(Page.Locator("#sent")).ToContainTextAsync(": ");
        var address = await Page.Locator("#sent a").GetAttributeAsync("href");
        await Expect(Page.Locator($"#rows a[href='{address}']")).ToBeVisibleAsync();
    }

    /// <summary>Opens the delivery at the top of the list.</summary>
    protected async Task OpenFirstAsync()
    {
        await OpenAsync(Rows.First);
        await Expect(Detail.Locator(".timeline")).ToBeVisibleAsync();
    }

    /// <summary>Opens a row. A click is lost when the row moves under it, so it is repeated until the page shows it.</summary>
    protected async Task OpenAsync(ILocator row)
    {
        var address = await row.GetByRole(AriaRole.Link).GetAttributeAsync("href");
        var link = Page.Locator($"#rows a[href='{address}']");
        var opened = new Uri(Local.Address, address).AbsoluteUri;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await link.ClickAsync(new() { Timeout = Effect });
                await Expect(Page).ToHaveURLAsync(opened, new() { Timeout = Effect });
                return;
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException && IsEarly(started)) { }
        }
    }

    private static bool IsEarly(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds < Patience;

    /// <summary>Waits until a row has a text.</summary>
    protected static Task ExpectRowAsync(ILocator row, string text) => Expect(row).ToContainTextAsync(text);
}
