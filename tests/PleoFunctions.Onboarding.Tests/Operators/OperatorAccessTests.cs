using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Operators;

/// <summary>Whom the operators' routes let in.</summary>
public sealed class OperatorAccessTests : IAsyncLifetime
{
    private static readonly string[] Reader = ["Deliveries.Read"];
    private static readonly CallerKey AdminKey = new("master", IsAdmin: true);

    private TestIssuer _issuer = null!;
    private OperatorScenario _scenario = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _scenario = new OperatorScenario(settings: _issuer.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _scenario.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Each_route_lets_a_token_in_that_has_its_role()
    {
        await _scenario.SendAsync("msg_1");
        var deliveries = _scenario.Deliveries;
        var (reader, replayer, eraser) = (With("Deliveries.Read"), With("Deliveries.Replay"), With("Customers.Erase"));

        (await deliveries.ListAsync(reader, "acme", "")).Status.ShouldBe(200);
        (await deliveries.ReadAsync(reader, "acme", "northwind", "msg_1")).Status.ShouldBe(200);
        (await deliveries.ReadCustomerAsync(reader, "acme", "northwind")).Status.ShouldBe(200);
        (await deliveries.ReplayAsync(replayer, "acme", "northwind", "msg_1")).Status.ShouldBe(200);
        (await deliveries.EraseCustomerAsync(eraser, "acme", "northwind")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Each_route_refuses_a_token_that_has_only_the_other_roles_and_names_its_own()
    {
        await _scenario.SendAsync("msg_1");
        var deliveries = _scenario.Deliveries;
        var (noReader, noReplayer) = (With("Deliveries.Replay", "Customers.Erase"), With("Deliveries.Read"));
        var noEraser = With("Deliveries.Read", "Deliveries.Replay", "customers.erase");

        ShouldLack("Deliveries.Read", await deliveries.ListAsync(noReader, "acme", ""));
        ShouldLack("Deliveries.Read", await deliveries.ReadAsync(noReader, "acme", "northwind", "msg_1"));
        ShouldLack("Deliveries.Read", await deliveries.ReadCustomerAsync(noReader, "acme", "northwind"));
        ShouldLack("Deliveries.Replay", await deliveries.ReplayAsync(noReplayer, "acme", "northwind", "msg_1"));
        ShouldLack("Customers.Erase", await deliveries.EraseCustomerAsync(noEraser, "acme", "northwind"));
        _scenario.Logs.Text.ShouldContain($"operator {TestIssuer.ObjectId} lacks the role Customers.Erase");

        static void ShouldLack(string role, Answer answer)
        {
            answer.ShouldBeUncachedProblem(403, "not_allowed");
            answer.Text().ShouldContain($"needs the role {role},");
            answer.Header("WWW-Authenticate").ShouldBe("Bearer error=\"insufficient_scope\"");
        }
    }

    public static TheoryData<string, string> BadTokens =>
        new()
        {
            { "expired", "has expired" },
            { "without an end", "has expired" },
            { "not yet valid", "is not valid yet" },
            { "other audience", "is for another audience" },
            { "other issuer", "is from another issuer" },
            { "unknown key", "is not signed by the issuer" },
            { "wrong key", "is not signed by the issuer" },
            { "without a key's name", "is not signed by the issuer" },
            { "HMAC with the public key", "is signed with an algorithm that is not allowed" },
            { "none", "is signed with an algorithm that is not allowed" },
            { "changed", "is not signed by the issuer" },
            { "nameless", "does not say whose it is" },
            { "text", "is not a JSON Web Token" },
            { "empty", "is not a JSON Web Token" },
        };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_is_refused_and_never_repeated(string kind, string fault)
    {
        var token = Make(kind);

        var answer = await ListAsync($"Bearer {token}");

        answer.ShouldBeUncachedProblem(401, "not_allowed");
        answer.Json().GetProperty("detail").GetString().ShouldBe($"The access token {fault}.");
        answer.Header("WWW-Authenticate").ShouldBe("Bearer error=\"invalid_token\"");
        _scenario.Logs.Text.ShouldContain(
            $"121 An operator's request was refused: operator unknown sent an access token that {fault}"
        );
        foreach (var part in token.Split('.').Where(part => part.Length > 8))
        {
            answer.Text().ShouldNotContain(part);
            _scenario.Logs.Text.ShouldNotContain(part);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    public async Task Without_a_token_or_a_key_the_answer_says_what_is_needed(string? authorization)
    {
        var answer = await ListAsync(authorization);

        answer.ShouldBeUncachedProblem(401, "not_allowed");
        answer.Text().ShouldContain("an access token in the header Authorization, or the host's admin key");
        answer.Header("WWW-Authenticate").ShouldBe("Bearer");
        _issuer.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task The_admin_key_lets_in_but_another_key_does_not()
    {
        (await ListAsync(null, AdminKey)).Status.ShouldBe(200);
        (await ListAsync(null, new CallerKey("acme", IsAdmin: false))).Status.ShouldBe(401);
        _issuer.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_counts_also_beside_the_admin_key()
    {
        (await ListAsync($"Bearer {Make("expired")}", AdminKey)).Status.ShouldBe(401);
        (await ListAsync($"bearer {Make("good")}", AdminKey)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_admin_key_can_be_refused()
    {
        await using var scenario = new OperatorScenario(
            settings: [.. _issuer.Settings, ("Operators:AdminKey", "false")]
        );

        var byKey = await scenario.Deliveries.ListAsync(new OperatorCredentials(AdminKey, null), "acme", "");
        var byToken = await scenario.Deliveries.ListAsync(With(Reader), "acme", "");

        byKey.ShouldBeUncachedProblem(401, "not_allowed");
        byKey.Text().ShouldContain("needs an access token in the header Authorization.");
        byToken.Status.ShouldBe(200);
        scenario.Logs.Text.ShouldContain(
            "121 An operator's request was refused: operator key master sent the admin key, and Operators__AdminKey is false"
        );
    }

    [Fact]
    public async Task Without_an_issuer_only_the_admin_key_counts()
    {
        await using var scenario = new OperatorScenario();

        var byToken = await scenario.Deliveries.ListAsync(With(Reader), "acme", "");
        var byKey = await scenario.Deliveries.ListAsync(new OperatorCredentials(AdminKey, "Bearer x"), "acme", "");

        byToken.ShouldBeUncachedProblem(401, "not_allowed");
        byToken.Text().ShouldContain("needs the host's admin key in the header x-functions-key.");
        byToken.Header("WWW-Authenticate").ShouldBeNull();
        byKey.Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(-50, 200)]
    [InlineData(-70, 401)]
    [InlineData(3650, 200)]
    [InlineData(3661, 401)]
    public async Task The_issuers_clock_may_differ_by_a_minute(int seconds, int status)
    {
        var token = _issuer.Sign(_scenario.Clock.GetUtcNow() - TimeSpan.FromSeconds(seconds), Reader);

        (await ListAsync($"Bearer {token}")).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_is_found_with_its_first_token()
    {
        var old = Make("good");
        (await ListAsync($"Bearer {old}")).Status.ShouldBe(200);
        _issuer.Rotate("key-2");

        (await ListAsync($"Bearer {Make("good")}")).Status.ShouldBe(200);
        (await ListAsync($"Bearer {old}")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Made_up_keys_make_the_app_read_the_issuer_only_once_in_30_seconds()
    {
        (await ListAsync($"Bearer {Make("good")}")).Status.ShouldBe(200);
        for (var number = 0; number < 20; number++)
        {
            (await ListAsync($"Bearer {Make("unknown key")}")).Status.ShouldBe(401);
        }

        _issuer.Reads.ShouldBe(2);
        _scenario.Clock.Advance(IssuerMetadata.Pause);
        await ListAsync($"Bearer {Make("unknown key")}");
        _issuer.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task Many_first_tokens_read_the_issuer_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ListAsync($"Bearer {Make("good")}")));

        answers.ShouldAllBe(answer => answer.Status == 200);
        _issuer.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task While_the_issuer_is_down_only_the_admin_key_lets_in()
    {
        _issuer.IsDown = true;
        var first = await ListAsync($"Bearer {Make("good")}");
        _issuer.IsDown = false;
        var second = await ListAsync($"Bearer {Make("good")}");
        var byKey = await ListAsync(null, AdminKey);
        _scenario.Clock.Advance(IssuerMetadata.Pause);
        var later = await ListAsync($"Bearer {Make("good")}");

        first.ShouldBeUncachedProblem(503, "issuer_unavailable");
        first.Header("Retry-After").ShouldBe("30");
        second.ShouldBeUncachedProblem(503, "issuer_unavailable");
        byKey.Status.ShouldBe(200);
        later.Status.ShouldBe(200);
        _scenario.Logs.Text.ShouldContain("122 The issuer of operators' tokens does not answer");
    }

    [Fact]
    public async Task Known_keys_count_for_24_hours_while_the_issuer_is_down()
    {
        (await ListAsync($"Bearer {Make("good")}")).Status.ShouldBe(200);
        _issuer.IsDown = true;

        _scenario.Clock.Advance(TimeSpan.FromHours(23));
        (await ListAsync($"Bearer {Make("good")}")).Status.ShouldBe(200);
        _scenario.Clock.Advance(TimeSpan.FromHours(1));
        (await ListAsync($"Bearer {Make("good")}")).Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_new_key_cannot_be_checked_while_the_issuer_is_down()
    {
        var old = Make("good");
        (await ListAsync($"Bearer {old}")).Status.ShouldBe(200);
        _issuer.Rotate("key-2");
        _issuer.IsDown = true;

        (await ListAsync($"Bearer {Make("good")}")).ShouldBeUncachedProblem(503, "issuer_unavailable");
        (await ListAsync($"Bearer {old}")).Status.ShouldBe(200);
    }

    private OperatorCredentials With(params string[] roles) =>
        new(null, $"Bearer {_issuer.Sign(_scenario.Clock.GetUtcNow(), roles)}");

    private Task<Answer> ListAsync(string? authorization, CallerKey? key = null) =>
        _scenario.Deliveries.ListAsync(new OperatorCredentials(key, authorization), "acme", "");

    private string Make(string kind)
    {
        var now = _scenario.Clock.GetUtcNow();
        return kind switch
        {
            "good" => _issuer.Sign(now, Reader),
            "expired" => _issuer.Sign(now.AddHours(-2), Reader),
            "without an end" => _issuer.Sign(now, Reader, token => token.Expires = null),
            "not yet valid" => _issuer.Sign(now.AddHours(1), Reader),
            "other audience" => _issuer.Sign(
                now,
                Reader,
                token => token.Audience = "00000003-0000-0000-c000-000000000000"
            ),
            "other issuer" => _issuer.Sign(now, Reader, token => token.Issuer = "https://other.example"),
            "unknown key" => _issuer.Sign(now, Reader, SignedBy(TestIssuer.CreateKey("made-up"))),
            "wrong key" => _issuer.Sign(now, Reader, SignedBy(TestIssuer.CreateKey(_issuer.Key.KeyId))),
            "without a key's name" => _issuer.Sign(now, Reader, SignedBy(new ECDsaSecurityKey(_issuer.Key.ECDsa))),
            "HMAC with the public key" => WithHmac(now),
            "none" => Unsigned(now),
            "changed" => Changed(_issuer.Sign(now, [])),
            "nameless" => _issuer.Sign(now, Reader, token => (token.Claims["oid"], token.Claims["sub"]) = ("", "")),
            "text" => "a-text-that-is-no-token",
            _ => " ",
        };
    }

    private static Action<SecurityTokenDescriptor> SignedBy(ECDsaSecurityKey key) =>
        token => token.SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);

    /// <summary>As a forger does who knows the public key.</summary>
    private string WithHmac(DateTimeOffset now)
    {
        var parts = _issuer.Sign(now, Reader).Split('.');
        var head = Base64UrlEncoder.Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{_issuer.Key.KeyId}}"}""");
        var content = $"{head}.{parts[1]}";
        var key = Encoding.ASCII.GetBytes(_issuer.Key.ECDsa.ExportSubjectPublicKeyInfoPem());
        return $"{content}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content)))}";
    }

    private string Unsigned(DateTimeOffset now) =>
        $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{_issuer.Sign(now, Reader).Split('.')[1]}.";

    /// <summary>A role was added after it was signed.</summary>
    private static string Changed(string token)
    {
        var parts = token.Split('.');
        var content = Base64UrlEncoder
            .Decode(parts[1])
            .Replace("\"roles\":[]", "\"roles\":[\"Deliveries.Read\"]", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(content)}.{parts[2]}";
    }
}
