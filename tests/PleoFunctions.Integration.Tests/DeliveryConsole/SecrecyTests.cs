using System.Net;
using System.Text;
using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using PleoFunctions.Integration.Tests.DeliveryConsole.Running;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

[Collection(nameof(BrowserTests))]
public sealed class SecrecyTests(HeadlessChromium chromium) : ConsoleTest(chromium)
{
    private const string FunctionKey = "key_local_acme";
    private const string OtherKey = "function-key-Ahs73Kd";
    private const string Token = "token-Jq02mXz";
    private const string ApiKey = "pls_local_acme_northwind";

    [Fact]
    public async Task No_key_reaches_the_page()
    {
        using var answer = await new PartnerWebhook
        {
            Query = $"?code={OtherKey}",
            MoreHeaders =
            [
                new("x-functions-key", FunctionKey),
                new("Authorization", $"Bearer {Token}"),
                new("Cookie", Token),
                new("X-Unheard-Of", Token),
            ],
        }.SendAsync(Local.Http);
        await OpenFirstAsync();
        await Detail.GetByText("Call and reply").Last.ClickAsync();

        var seen =
            await Page.ContentAsync()
            + await Local.Http.GetStringAsync("console/deliveries/1", TestContext.Current.CancellationToken);

        seen.ShouldContain("x-functions-key");
        string[] secrets =
        [
            FunctionKey,
            OtherKey,
            Token,
            ApiKey,
            Convert.ToBase64String(Encoding.UTF8.GetBytes(ApiKey + ":")),
            PartnerWebhook.Secret["whsec_".Length..],
        ];
        foreach (var secret in secrets)
        {
            seen.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task The_page_may_load_only_its_own_files_and_run_no_inline_script()
    {
        using var page = await Local.Http.GetAsync("/", TestContext.Current.CancellationToken);

        var policy = page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self'");
        policy.ShouldContain("require-trusted-types-for 'script'");
        policy.ShouldNotContain("unsafe");
    }

    [Theory]
    [InlineData("console/send")]
    [InlineData("console/deliveries/1/again")]
    public async Task A_page_of_another_origin_may_not_send(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", "https://elsewhere.example");

        using var answer = await Local.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
