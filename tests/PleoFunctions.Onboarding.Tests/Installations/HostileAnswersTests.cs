using System.Globalization;
using System.IO.Compression;
using System.Text;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>After any reply, a delivery ends with a problem of the table, and the next attempt looks first.</summary>
public sealed class HostileAnswersTests : OnboardingScenario
{
    private static readonly string Good = SampleInstallation.MadeFor("msg_1").ToString();

    public static TheoryData<string, string> Bodies =>
        new()
        {
            { "nothing", "" },
            { "null", "null" },
            { "a number", "42" },
            { "a text", "\"installation\"" },
            { "an empty object", "{}" },
            { "a list of nulls", "[null]" },
            { "a list in a list", $"[[{Good}]]" },
            { "data that is null", """{"data":null}""" },
            { "truncated JSON", Good[..^1] },
            { "JSON with more behind it", Good + "{}" },
            { "HTML", "<!DOCTYPE html><html><body>only-pleo-says-this</body></html>" },
            { "an id of the wrong type", SampleInstallation.Default.With("id", "1").ToString() },
            { "a status of the wrong type", SampleInstallation.Default.With("status", "{}").ToString() },
            { "metadata of the wrong type", SampleInstallation.Default.With("metadata", "\"x\"").ToString() },
            { "an invalid time", SampleInstallation.Default.With("createdAt", "\"yesterday\"").ToString() },
            {
                "a time before all times",
                SampleInstallation.Default.With("createdAt", "\"0001-01-01T00:00:00+14:00\"").ToString()
            },
            { "a time as a number", SampleInstallation.Default.With("updatedAt", "1609459200").ToString() },
            { "an error code of the wrong type", SampleInstallation.Default.With("errorCode", "7").ToString() },
            { "half a surrogate pair in a field", SampleInstallation.Default.With("id", "\"\\ud800\"").ToString() },
            {
                "half a surrogate pair in a name",
                SampleInstallation.Default.With("metadata", "{\"\\ud800\":1}").ToString()
            },
            {
                "half a surrogate pair in metadata",
                SampleInstallation.Default.With("metadata", "{\"a\":\"\\ud800\"}").ToString()
            },
            {
                "half a surrogate pair deep in metadata",
                SampleInstallation.Default.With("metadata", "{\"a\":[{\"b\":\"\\udc00\"}]}").ToString()
            },
            {
                "half a surrogate pair in a name deep in metadata",
                SampleInstallation.Default.With("metadata", "{\"a\":{\"\\udc00\":1}}").ToString()
            },
            {
                "half a surrogate pair for our id",
                SampleInstallation.Default.With("metadata", "{\"onboardingDeliveryId\":\"\\ud800\"}").ToString()
            },
            { "JSON of 64 levels", Nested(64) },
            { "JSON of 65 levels", Nested(65) },
            { "nothing but brackets", new string('[', 200_000) },
            { "spaces beyond the limit", Good.PadRight((512 * 1024) + 1) },
        };

    public static TheoryData<string> Garbage =>
        [
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"id\":",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
            "HTTP/1.1 9",
            "not HTTP at all\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: " + new string('x', 100_000) + "\r\n\r\n",
        ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Fails_a_delivery_whose_reply_is_not_an_installation(string what, string body)
    {
        Pleo.OnPost(Reply.Ok(body)).OnGet(Reply.Ok(Good)).Listen();

        var answer = await SendAsync(new Webhook());
        var next = await SendAsync(new Webhook());

        answer.ShouldBeProblem(502, "pleo_unexpected_response");
        next.ShouldBeInstalled("reconciled");
        Pleo.Posts.ShouldBe(1, what);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Ends_in_doubt_when_a_look_returns_something_other_than_an_installation(string what, string body)
    {
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Ok(body)).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "outcome_unknown");
        Pleo.Posts.ShouldBe(1, what);
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Treats_a_broken_reply_as_a_lost_one(string bytes)
    {
        Pleo.OnPost(Reply.Bytes(Encoding.ASCII.GetBytes(bytes))).OnGet(Reply.Ok(Good)).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("reconciled");
    }

    [Fact]
    public async Task Refuses_an_empty_list_as_the_reply_to_a_POST()
    {
        Pleo.OnPost(Reply.Ok("[]")).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(502, "pleo_unexpected_response");
    }

    [Fact]
    public async Task Stops_reading_a_large_body_at_the_limit()
    {
        Pleo.OnPost(Reply.Body(new byte[10 * 1024 * 1024])).OnPost(Reply.Endless).Listen();

        var large = await SendAsync(new Webhook());
        var endless = await SendAsync(WebhookOf("southwind"));

        large.ShouldBeProblem(502, "pleo_unexpected_response");
        endless.ShouldBeProblem(502, "pleo_unexpected_response");
    }

    [Fact]
    public async Task Accepts_a_body_of_exactly_the_limit()
    {
        Pleo.OnPost(Reply.Ok(Good.PadRight(512 * 1024))).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Accepts_JSON_of_62_levels()
    {
        Pleo.OnPost(Reply.Status(409)).OnPut(Reply.Ok(Nested(62))).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Does_not_decompress_a_reply()
    {
        Pleo.OnPost(Reply.Body(Gzip(Encoding.UTF8.GetBytes(Good)), ("Content-Encoding", "gzip")))
            .OnPost(Reply.Body(Gzip(new byte[10 * 1024 * 1024]), ("Content-Encoding", "gzip")))
            .Listen();

        var packed = await SendAsync(new Webhook());
        var bomb = await SendAsync(WebhookOf("southwind"));

        packed.ShouldBeProblem(502, "pleo_unexpected_response");
        bomb.ShouldBeProblem(502, "pleo_unexpected_response");
    }

    [Fact]
    public async Task Refuses_bytes_that_are_not_UTF_8()
    {
        byte[] latin = [.. Encoding.Latin1.GetBytes(SampleInstallation.Default.With("id", "\"nørre\"").ToString())];
        byte[] inMetadata =
        [
            .. Encoding.Latin1.GetBytes(SampleInstallation.Default.With("metadata", "{\"a\":\"nørre\"}").ToString()),
        ];
        Pleo.OnPost(Reply.Body(latin)).OnPost(Reply.Body(inMetadata)).Listen();

        var first = await SendAsync(new Webhook());
        var second = await SendAsync(WebhookOf("southwind"));

        first.ShouldBeProblem(502, "pleo_unexpected_response");
        second.ShouldBeProblem(502, "pleo_unexpected_response");
    }

    [Fact]
    public async Task Times_out_a_body_that_does_not_end()
    {
        Pleo.OnPost(Reply.Unfinished).OnGet(Reply.Ok(Good)).Listen();
        Clock.LetPausesPass();

        var sending = SendAsync(new Webhook());
        await Pleo.NextCallAsync();
        Clock.Advance(TimeSpan.FromSeconds(5));

        (await sending).ShouldBeInstalled("reconciled");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    [InlineData(429)]
    public async Task Does_not_read_the_body_of_a_failure(int status)
    {
        var head =
            $"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} No\r\nRetry-After: 60\r\nContent-Length: 1000000000\r\n\r\n";
        Pleo.OnPost(Reply.Bytes(Encoding.ASCII.GetBytes(head))).Listen();

        var answer = await SendAsync(new Webhook());

        answer.Status.ShouldBe(status == 400 ? 422 : 503);
    }

    /// <summary>The installation and its metadata are two of the levels.</summary>
    private static string Nested(int levels) =>
        SampleInstallation
            .Default.With("metadata", $"{{\"deep\":{new string('[', levels - 2)}{new string(']', levels - 2)}}}")
            .ToString();

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
