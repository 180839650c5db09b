using System.Collections.Concurrent;
using Microsoft.Playwright;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;
using static Microsoft.Playwright.Assertions;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class CrowdTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    private const int Crowd = 3000;
    private const int Senders = 16;
    private const int Frames = 30;

    private readonly ConcurrentQueue<string> _idle = new(
        Enumerable.Range(1, Senders).Select(number => $"northwind-{number}")
    );

    [Fact]
    public async Task The_page_stays_usable_and_no_larger_after_thousands_of_deliveries()
    {
        await SendManyAsync(Crowd);
        await ShouldHaveCaughtUpAsync(Crowd);
        var nodes = await NodesAsync();

        var sent = await SendWhilePageDrawsAsync();
        await ShouldHaveCaughtUpAsync(Crowd + sent);

        ((double)await NodesAsync() / nodes).ShouldBeLessThan(1.2);
        using var evicted = await Local.Http.GetAsync("console/deliveries/1", TestContext.Current.CancellationToken);
        evicted.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Drops_the_oldest_bodies_first_when_all_take_too_much_memory()
    {
        const int length = 200 * 1024;
        const int fitting = 32 * 1024 * 1024 / length;
        var note = new string('x', length);

        for (var sent = 0; sent < fitting + 10; sent++)
        {
            using var answer = await new PartnerWebhook { Body = note }.SendAsync(Local.Http);
        }

        (await ReadAsync(1)).ShouldContain("\"isForgotten\":true");
        (await ReadAsync(1)).ShouldContain("\"canBeSentAgain\":false");
        (await ReadAsync(fitting + 10)).ShouldContain(note);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shows_more_rows_on_request(bool paused)
    {
        await SendManyAsync(150);
        await Expect(Page.Locator("#count")).ToHaveTextAsync("150");
        await Expect(Rows).ToHaveCountAsync(100);
        if (paused)
        {
            await Page.ClickAsync("#pause");
        }

        await Page.ClickAsync("text=Show 100 more");

        await Expect(Rows).ToHaveCountAsync(150);
    }

    private Task<string> ReadAsync(int number) =>
        Local.Http.GetStringAsync($"console/deliveries/{number}", TestContext.Current.CancellationToken);

    private Task SendManyAsync(int count) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Senders,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (_, _) => await SendOneAsync()
        );

    /// <summary>Sends deliveries without a pause until a crowd was sent and the page has drawn often enough.</summary>
    /// <returns>How many were sent.</returns>
    private async Task<int> SendWhilePageDrawsAsync()
    {
        using var enough = new CancellationTokenSource();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var sent = 0;
        var senders = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendUntilAsync(enough.Token)));
        try
        {
            for (var frame = 0; frame < Frames || Volatile.Read(ref sent) < Crowd; frame++)
            {
                await Page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(drawn))")
                    .WaitAsync(limit.Token);
                (await Rows.CountAsync()).ShouldBeLessThanOrEqualTo(100);
            }
        }
        finally
        {
            await enough.CancelAsync();
            await senders.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await senders;
        return sent;

        async Task SendUntilAsync(CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                await SendOneAsync();
                Interlocked.Increment(ref sent);
            }
        }
    }

    /// <summary>Sends a delivery of a customer that no other sender uses at the time.</summary>
    private async Task SendOneAsync()
    {
        _idle.TryDequeue(out var tenant).ShouldBeTrue();
        using var answer = await new PartnerWebhook { Body = PartnerWebhook.BodyFor(tenant!) }.SendAsync(Local.Http);
        _idle.Enqueue(tenant!);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    private async Task ShouldHaveCaughtUpAsync(int count)
    {
        await Expect(Page.Locator("#count"))
            .ToHaveTextAsync(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"1,000 of {count:N0} kept")
            );
        await Expect(Rows.First.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"#/{count}");
        await Expect(Rows).ToHaveCountAsync(100);
    }

    private Task<int> NodesAsync() => Page.EvaluateAsync<int>("() => document.querySelectorAll('*').length");
}
