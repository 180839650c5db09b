using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.Hosting;

/// <summary>The routes over HTTP, with a webhook that is signed and then changed.</summary>
public sealed class WebhookTests(DefaultLocal shared) : IClassFixture<DefaultLocal>
{
    private const string Route = "/api/webhooks/acme/onboarding";

    private readonly LocalProcess _local = shared.Local;

    private PastedCurl Signed => PastedCurl.Read(_local.PrintedCurl);

    [Fact]
    public async Task A_signed_webhook_is_answered_and_answered_again_in_chunks_with_the_same_bytes()
    {
        var chunked = Signed.Request();
        chunked.Headers.TransferEncodingChunked = true;

        var (first, firstBody) = await SendAsync(Signed.Request());
        var (second, secondBody) = await SendAsync(chunked);

        first.StatusCode.ShouldBe(HttpStatusCode.OK, firstBody);
        first.Headers.GetValues("Onboarding-Outcome").ShouldBe(["created"]);
        second.StatusCode.ShouldBe(HttpStatusCode.OK, secondBody);
        second.Headers.GetValues("Onboarding-Outcome").ShouldBe(["replayed"]);
        secondBody.ShouldBe(firstBody);
    }

    [Fact]
    public async Task A_changed_byte_is_refused()
    {
        var changed = Signed with { Body = Signed.Body.Replace("123456789", "123456780", StringComparison.Ordinal) };

        await ShouldBeProblemAsync(changed.Request(), 401, "signature_invalid");
    }

    [Fact]
    public async Task A_changed_id_is_refused()
    {
        await ShouldBeProblemAsync(Signed.WithHeader("webhook-id", "msg_another").Request(), 401, "signature_invalid");
    }

    [Fact]
    public async Task A_webhook_without_a_signature_is_refused()
    {
        var request = Signed.Request();
        request.Headers.Remove("webhook-signature");

        await ShouldBeProblemAsync(request, 401, "signature_missing");
    }

    [Fact]
    public async Task A_webhook_from_an_hour_ago_is_refused()
    {
        var anHourAgo = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();

        await ShouldBeProblemAsync(
            Signed.WithHeader("webhook-timestamp", anHourAgo.ToString(CultureInfo.InvariantCulture)).Request(),
            401,
            "timestamp_out_of_tolerance"
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_300_KiB_is_too_large_whether_or_not_its_length_is_declared(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Route)
        {
            Content = new ByteArrayContent(new byte[300 * 1024]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;

        await ShouldBeProblemAsync(request, 413, "payload_too_large");
    }

    [Theory]
    [InlineData("/api/webhooks/acme%00/onboarding", "plain")]
    [InlineData(Route, "\u00fc")]
    public async Task The_server_itself_refuses_a_zero_byte_in_the_path_and_a_header_that_is_not_UTF_8(
        string path,
        string header
    )
    {
        var request = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Name: {header}\r\nConnection: close\r\n\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync(_local.Address.Host, _local.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);

        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        answer.ShouldStartWith("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_that_is_not_JSON_has_an_unsupported_media_type(string type)
    {
        await ShouldBeProblemAsync(Signed.WithHeader("content-type", type).Request(), 415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_partner_that_is_not_set_up_is_unknown()
    {
        var elsewhere = Signed with { Address = new Uri(_local.Address, "/api/webhooks/nobody/onboarding") };

        await ShouldBeProblemAsync(elsewhere.Request(), 404, "unknown_partner");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task The_webhooks_route_serves_only_POST(string method)
    {
        var (response, body) = await SendAsync(ToNoRoute(new HttpMethod(method), Route));

        ((int)response.StatusCode).ShouldBeOneOf([404, 405], body);
    }

    [Fact]
    public async Task An_unknown_route_is_not_found()
    {
        var (response, _) = await SendAsync(ToNoRoute(HttpMethod.Get, "/api/nothing"));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task It_is_alive_and_ready()
    {
        var (live, alive) = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/health/live"));
        var (ready, readiness) = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/health/ready"));

        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string?)JsonNode.Parse(alive)!["status"]).ShouldBe("healthy");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK, readiness);
        JsonNode.Parse(readiness)!["checks"]!
            .AsObject()
            .Select(check => $"{check.Key} {check.Value!["status"]}")
            .ShouldBe(["vault healthy", "ledger healthy", "pleo healthy"], ignoreOrder: true);
    }

    private static HttpRequestMessage ToNoRoute(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Options.Set(AnswerRecorder.NoRoute, true);
        return request;
    }

    private async Task ShouldBeProblemAsync(HttpRequestMessage request, int status, string code)
    {
        var (response, body) = await SendAsync(request);

        ((int)response.StatusCode).ShouldBe(status, body);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
        response.Headers.Contains("Onboarding-Outcome").ShouldBeFalse();
        var problem = JsonNode.Parse(body)!;
        ((string?)problem["code"]).ShouldBe(code);
        ((int?)problem["status"]).ShouldBe(status);
        ((bool?)problem["retryable"]).ShouldBe(false);
    }

    private async Task<(HttpResponseMessage Response, string Body)> SendAsync(HttpRequestMessage request)
    {
        var response = await _local.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
