namespace PleoFunctions.Tests;

/// <summary>
/// What the host says of a webhook's key, as the worker passes it on. <c>plain</c> does not sign, so only its own key opens
/// its address.
/// </summary>
public sealed class FunctionKeyTests : IAsyncLifetime
{
    private SocketPleo _pleo = null!;
    private FunctionApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pleo = await SocketPleo.StartAsync();
        _app = new FunctionApp(
            new Dictionary<string, string?>(SampleSettings.WithPleoAt(_pleo.Address), StringComparer.Ordinal)
            {
                ["Partners__plain__Signature__Scheme"] = "none",
                ["Secrets__plain--northwind--pleo-api-key"] = SampleSettings.Values[
                    "Secrets__acme--northwind--pleo-api-key"
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _pleo.DisposeAsync();
    }

    [Theory]
    [InlineData("plain", "Function")]
    [InlineData("plain-2027", "Function")]
    [InlineData(null, "Admin")]
    public async Task The_own_key_and_the_nameless_one_of_func_start_are_accepted(string? name, string level)
    {
        var response = await _app.OnboardAsync(Webhook.WithKey(name, level), "plain");

        ((int)response.StatusCode).ShouldBe(200, response.Text());
        _pleo.Creations.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("acme", "Function")]
    [InlineData("default", "Function")]
    [InlineData("master", "Admin")]
    public async Task Any_other_key_is_refused(string name, string level)
    {
        var response = await _app.OnboardAsync(Webhook.WithKey(name, level), "plain");

        response.ShouldBeProblem(403, "wrong_function_key");
        _pleo.Creations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_without_a_key_is_refused()
    {
        var response = await _app.OnboardAsync(Webhook, "plain");

        response.ShouldBeProblem(403, "wrong_function_key");
    }

    [Theory]
    [InlineData("plain", null, 403)]
    [InlineData("plain", "acme", 403)]
    [InlineData("acme", "plain", 200)]
    public async Task An_identity_that_the_host_did_not_make_of_a_key_does_not_count(
        string claimed,
        string? key,
        int status
    )
    {
        var request = Webhook.WithKey(claimed, identity: "aad");

        var response = await _app.OnboardAsync(key is null ? request : request.WithKey(key), "plain");

        ((int)response.StatusCode).ShouldBe(status, response.Text());
    }

    [Theory]
    [InlineData("acme", 200)]
    [InlineData("default", 200)]
    [InlineData("plain", 403)]
    public async Task A_signed_webhook_is_refused_only_with_the_key_of_another_partner(string name, int status)
    {
        var response = await _app.OnboardAsync(Webhook.WithKey(name));

        ((int)response.StatusCode).ShouldBe(status, response.Text());
    }

    private static RequestDouble Webhook => SignedWebhook.Create("msg_key");
}
