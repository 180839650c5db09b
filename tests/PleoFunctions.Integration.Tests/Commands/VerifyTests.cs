using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>A developer runs <c>verify</c> on a captured webhook: the message of the Standard Webhooks vectors.</summary>
public sealed class VerifyTests : IDisposable
{
    private const string PublicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

    private const string Body = """{"test": 2432232314}""";

    private const string Headers = """
        > POST /api/webhooks/acme/onboarding HTTP/1.1
        > webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek
        > webhook-timestamp: 1614265330
        > webhook-signature: v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==
        >
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_valid_ed25519_signature_is_ok()
    {
        var outcome = await VerifyAsync(Body, PublicKey);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("signature  ok    it matches the key and the bytes of the body");
    }

    [Fact]
    public async Task Reports_a_missing_prefix_of_a_public_key()
    {
        var outcome = await VerifyAsync(Body, "1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");

        outcome.ExitCode.ShouldBe(1, outcome.Error);
        outcome.Output.ShouldContain("signature  FAILS the prefix whpk_ is missing before the ed25519 public key");
    }

    [Fact]
    public async Task Reports_a_body_that_was_serialized_again()
    {
        var outcome = await VerifyAsync("""{"test":2432232314}""", PublicKey);

        outcome.ExitCode.ShouldBe(1, outcome.Error);
        outcome.Output.ShouldContain(
            "signature  FAILS JSON re-serialized: the signature matches the same JSON written with a space after each comma and colon."
        );
    }

    [Fact]
    public async Task Explains_a_missing_file()
    {
        var outcome = await LocalProcess.RunToEndAsync(
            [],
            "verify",
            "--headers",
            "nowhere.txt",
            "--body",
            "nowhere.txt"
        );

        outcome.ShouldExplain("There is no file '");
    }

    [Theory]
    [InlineData("2021-02-25T15:02:10Z")]
    [InlineData("2021-02-25T15:02:10")]
    [InlineData("2021-02-25T16:02:10+01:00")]
    public async Task The_time_of_arrival_is_UTC_unless_it_has_an_offset(string at)
    {
        var outcome = await VerifyAsync(Body, PublicKey, at, ("TZ", "Asia/Tokyo"));

        outcome.ExitCode.ShouldBe(0, outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task Explains_a_time_of_arrival_that_is_not_a_time()
    {
        var outcome = await VerifyAsync(Body, PublicKey, "yesterday");

        outcome.ShouldExplain("--at 'yesterday' is not a time such as 2026-11-23T10:00:00Z.");
    }

    [Theory]
    [InlineData(Body, null, true)]
    [InlineData(Body, "2022-02-25T15:02:10Z", false)]
    [InlineData("{}", null, false)]
    public async Task Asks_for_the_time_of_capture_when_only_the_timestamp_is_wrong(string body, string? at, bool asks)
    {
        var outcome = await VerifyAsync(body, PublicKey, at);

        outcome.ExitCode.ShouldBe(1, outcome.Error);
        outcome.Output.ShouldContain("timestamp  FAILS");
        outcome
            .Output.Contains("pass --at with the time of capture", StringComparison.Ordinal)
            .ShouldBe(asks, outcome.Output);
    }

    private async Task<LocalOutcome> VerifyAsync(
        string body,
        string secret,
        string? at = "2021-02-25T15:02:10Z",
        params (string Name, string Value)[] settings
    )
    {
        var headersFile = Path.Combine(_folder.Path, "headers.txt");
        var bodyFile = Path.Combine(_folder.Path, "body.json");
        await File.WriteAllTextAsync(headersFile, Headers, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(bodyFile, body, TestContext.Current.CancellationToken);

        string[] arrival = at is null ? [] : ["--at", at];
        return await LocalProcess.RunToEndAsync(
            settings,
            ["verify", "--headers", headersFile, "--body", bodyFile, "--secret", secret, .. arrival]
        );
    }
}
