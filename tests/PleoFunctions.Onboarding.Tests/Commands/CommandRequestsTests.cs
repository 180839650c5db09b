using PleoFunctions.Local.Commands;

namespace PleoFunctions.Onboarding.Tests.Commands;

public sealed class CommandRequestsTests
{
    private const string Key = "key-Ahs73Kd";

    [Theory]
    [InlineData("http://localhost:7071", true)]
    [InlineData("http://127.0.0.1:9", true)]
    [InlineData("http://[::1]:7071", true)]
    [InlineData("https://app.example", false)]
    public async Task Asks_to_start_the_app_only_when_it_is_on_this_machine(string server, bool isHere)
    {
        using var http = new HttpClient(new Server(_ => throw new HttpRequestException("Connection refused")));

        var told = await AskAsync(http, server);

        told.ShouldStartWith($"{server} cannot be reached (Connection refused).");
        told.Contains("dotnet run", StringComparison.Ordinal).ShouldBe(isHere);
        told.ShouldNotContain(Key);
    }

    [Fact]
    public async Task Explains_an_answer_that_does_not_come_in_time()
    {
        using var http = new HttpClient(
            new Server(cancelled => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled))
        )
        {
            Timeout = TimeSpan.FromMilliseconds(1),
        };

        var told = await AskAsync(http, "https://app.example");

        told.ShouldBe("https://app.example does not answer in time.");
    }

    [Theory]
    [InlineData("https://app.example", "https://app.example/api/webhooks/acme/onboarding")]
    [InlineData("https://app.example/", "https://app.example/api/webhooks/acme/onboarding")]
    [InlineData("https://app.example/?code=k", "https://app.example/api/webhooks/acme/onboarding?code=k")]
    [InlineData("https://app.example?code=k", "https://app.example/api/webhooks/acme/onboarding?code=k")]
    [InlineData("https://app.example/hook?code=k", "https://app.example/hook?code=k")]
    public void The_route_goes_between_the_address_and_its_query(string address, string expected)
    {
        LocalAddress.WebhookOf(address, "acme").AbsoluteUri.ShouldBe(expected);
    }

    private static async Task<string> AskAsync(HttpClient http, string server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server}/api?code={Key}");
        var failure = await Should.ThrowAsync<UserErrorException>(() =>
            http.SendOrExplainAsync(request, TestContext.Current.CancellationToken)
        );
        return failure.Message;
    }

    private sealed class Server(Func<CancellationToken, Task> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            await answer(cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
