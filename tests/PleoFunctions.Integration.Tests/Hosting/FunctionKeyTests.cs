using PleoFunctions.Integration.Tests.OpenApi;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.Hosting;

/// <summary>Local's function keys: <c>acme</c> and <c>hub</c> sign, and <c>plain</c> does not.</summary>
public sealed class FunctionKeyTests(LocalFixture local)
{
    [Theory]
    [InlineData("acme", "key_local_acme", null)]
    [InlineData("acme", null, "key_local_acme")]
    [InlineData("acme", null, "key_local_acme-2027")]
    [InlineData("acme", "key_local_acme", "key_local_hub")]
    [InlineData("acme", null, "key_local_default")]
    [InlineData("plain", null, null)]
    [InlineData("plain", null, "key_local_plain")]
    public async Task A_key_that_fits_is_accepted_from_the_header_and_from_the_address(
        string partner,
        string? header,
        string? query
    )
    {
        var (status, body) = await SendAsync(partner, header, query);

        status.ShouldBe(200, body);
    }

    [Theory]
    [InlineData("acme", "key_local_hub", null)]
    [InlineData("acme", null, "key_local_hub")]
    [InlineData("acme", "key_local_hub", "key_local_acme")]
    [InlineData("plain", null, "key_local_acme")]
    [InlineData("plain", null, "key_local_default")]
    [InlineData("plain", "key_local_master", null)]
    public async Task A_key_that_does_not_fit_is_refused_by_the_app(string partner, string? header, string? query)
    {
        var (status, body) = await SendAsync(partner, header, query);

        status.ShouldBe(403, body);
        body.ShouldContain("\"wrong_function_key\"");
    }

    [Theory]
    [InlineData("function-key-Ahs73Kd", null)]
    [InlineData("function-key-Ahs73Kd", "key_local_acme")]
    [InlineData(null, "function-key-Ahs73Kd")]
    [InlineData(null, "key_local_nobody")]
    [InlineData(null, "acme")]
    public async Task A_key_that_the_app_does_not_have_gets_401_without_a_body(string? header, string? query)
    {
        var (status, body) = await SendAsync("acme", header, query, byHost: true);

        status.ShouldBe(401);
        body.ShouldBeEmpty();
    }

    private async Task<(int Status, string Body)> SendAsync(
        string partner,
        string? header,
        string? query,
        bool byHost = false
    )
    {
        using var http = new HttpClient(new AnswerRecorder());
        var webhook = new SampleRequest
        {
            Scheme = LocalHost.Partners.Single(one => string.Equals(one.Value, partner, StringComparison.Ordinal)).Key,
            // Other tests of this Local use other customers.
            Tenant = "northwind-77",
            Spoil = request =>
            {
                // The document describes what the app answers, not its host.
                request.Options.Set(AnswerRecorder.NoRoute, byHost);
                if (header is not null)
                {
                    request.Headers.Add("x-functions-key", header);
                }

                if (query is not null)
                {
                    request.RequestUri = new UriBuilder(request.RequestUri!) { Query = $"code={query}" }.Uri;
                }
            },
        };
        using var answer = await webhook.SendAsync(http, local.Local);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
