using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PleoFunctions.Local.Diagnosis;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Onboarding.Tests.Webhooks;
using PleoFunctions.Onboarding.Tests.Webhooks.Signatures;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Diagnosis;

public sealed class SignatureDiagnosisTests
{
    private const string StandardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string SecretIsFine = "secret ok: it has the form that the scheme expects";
    private const string TimeIsFine = "timestamp ok: it is within the tolerance";
    private const string Hopeless =
        "signature FAILS: it matches no key, and no common mistake explains it. Either another key was used, or bytes changed between signing and capture. What the scheme signs: ";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly string Time = Arrival.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static readonly byte[] Body = """{"id":"evt_1","list":[1,2.0],"text":"æ<"}"""u8.ToArray();

    public static TheoryData<string> Schemes => [.. SchemeExample.All.Keys];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Finds_nothing_wrong_with_a_good_webhook(string scheme)
    {
        var example = SchemeExample.All[scheme];

        var checks = Diagnose(example, Sign(example, Body), Body);

        checks.ShouldBe([
            SecretIsFine,
            $"headers ok: all headers that the scheme needs are present",
            .. example.HasTimestamp ? [TimeIsFine] : (string[])[],
            "signature ok: it matches the key and the bytes of the body",
        ]);
    }

    [Fact]
    public void Says_that_the_scheme_none_has_no_signature() =>
        SignatureDiagnosis
            .Run(SignatureScheme.Find("none")!, new WebhookHeaders(), Body, "", Tolerance, Arrival.Time)
            .ShouldBe([
                new SignatureCheck(
                    "signature",
                    true,
                    "the scheme has no signature; only the function key protects the route"
                ),
            ]);

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Stops_at_a_header_that_is_missing(string scheme)
    {
        var example = SchemeExample.All[scheme];

        foreach (var missing in example.RequiredHeaders)
        {
            var headers = Sign(example, Body).Where(header => !header.Key.Equals(missing, StringComparison.Ordinal));

            Diagnose(example, headers, Body)
                .ShouldBe([SecretIsFine, $"headers FAILS: The header {missing} is missing."]);
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Says_what_is_wrong_with_the_secret_and_continues(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var form = SignatureScheme.Find(scheme)!.KeyForm;

        var checks = Diagnose(example, Sign(example, Body), Body, secret: " ");

        checks[0].ShouldBe($"secret FAILS: it holds no key; expected: {form}");
        checks[^1].ShouldStartWith("signature FAILS: it matches no key");
    }

    [Theory]
    [InlineData("39", "body FAILS: bytes changed: Content-Length says 39, the captured body has 42")]
    [InlineData("42", null)]
    [InlineData("many", null)]
    public void Compares_the_body_with_its_declared_length(string length, string? finding)
    {
        var example = SchemeExample.All["github"];
        Body.Length.ShouldBe(42);

        var checks = Diagnose(example, [.. Sign(example, Body), new("Content-Length", length)], Body);

        checks.FirstOrDefault(check => check.StartsWith("body", StringComparison.Ordinal)).ShouldBe(finding);
        checks[^1].ShouldBe("signature ok: it matches the key and the bytes of the body");
    }

    [Theory]
    [InlineData(300, null)]
    [InlineData(-300, null)]
    [InlineData(
        301,
        "The timestamp is 301 s before the time of arrival; up to 300 s are tolerated. If it was sent right after signing, a clock is wrong by 301 s."
    )]
    [InlineData(
        -3600,
        "The timestamp is 3600 s after the time of arrival; up to 300 s are tolerated. If it was sent right after signing, a clock is wrong by 3600 s."
    )]
    public void Says_how_far_a_clock_is_off(int age, string? finding)
    {
        var example = SchemeExample.All["slack"];
        var headers = PartnerSignature.Headers(
            "slack",
            "",
            Arrival.Time - TimeSpan.FromSeconds(age),
            Body,
            example.Secret
        );

        var checks = Diagnose(example, headers, Body);

        checks[2].ShouldBe(finding is null ? TimeIsFine : $"timestamp FAILS: {finding}");
        checks[3].ShouldBe("signature ok: it matches the key and the bytes of the body");
    }

    [Theory]
    [InlineData(300_000, true)]
    [InlineData(-300_000, true)]
    [InlineData(301_000, false)]
    [InlineData(-301_000, false)]
    public void Recognizes_a_timestamp_in_milliseconds(int age, bool known)
    {
        var milliseconds = Arrival.Time.ToUnixTimeMilliseconds() - age;

        var checks = DiagnoseAt(milliseconds.ToString(CultureInfo.InvariantCulture));

        checks[2]
            .ShouldBe(
                known
                    ? "timestamp FAILS: it is in milliseconds; the scheme expects seconds"
                    : "timestamp FAILS: The timestamp is not a whole number of Unix seconds."
            );
    }

    [Theory]
    [InlineData("now")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public void Says_that_a_timestamp_is_not_a_number(string timestamp) =>
        DiagnoseAt(timestamp)[2].ShouldBe("timestamp FAILS: The timestamp is not a whole number of Unix seconds.");

    [Theory]
    [InlineData("standard-webhooks", "webhook-id.webhook-timestamp.body, the body byte for byte as sent")]
    [InlineData("github", "the body, byte for byte as sent")]
    [InlineData("stripe", "timestamp.body, the body byte for byte as sent")]
    [InlineData("shopify", "the body, byte for byte as sent")]
    [InlineData("slack", "v0:timestamp:body, the body byte for byte as sent")]
    public void Says_what_to_sign_when_no_usual_mistake_explains_it(string scheme, string content)
    {
        var example = SchemeExample.All[scheme];

        var checks = Diagnose(example, Sign(example, Body), Body, example.OtherSecret);

        checks[^1].ShouldBe(Hopeless + content);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Finds_the_bytes_that_were_signed_instead_of_the_bodys(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var unbroken = Encoding.UTF8.GetBytes("{\n}\n");
        var broken = Encoding.UTF8.GetBytes("{\r\n}\r\n");
        (byte[] Signed, byte[] Sent, string Mistake)[] mistakes =
        [
            ([.. Body, (byte)'\n'], Body, "bytes changed: the body was signed with a line break at its end"),
            ([0xEF, 0xBB, 0xBF, .. Body], Body, "bytes changed: the body was signed with a byte order mark before it"),
            (Body, [.. Body, (byte)'\n'], "bytes changed: the body was signed without the line break at its end"),
            (broken, unbroken, "bytes changed: line ends were turned from CR LF into LF"),
            (unbroken, broken, "bytes changed: line ends were turned from LF into CR LF"),
            (
                """{"id": "evt_1", "list": [1, 2.0], "text": "\u00e6<"}"""u8.ToArray(),
                Body,
                "JSON re-serialized: the signature matches the same JSON written with a space after each comma and colon, and with \\u escapes. Sign exactly the bytes that you send"
            ),
        ];

        foreach (var (signed, sent, mistake) in mistakes)
        {
            Diagnose(example, Sign(example, signed), sent)[^1].ShouldBe($"signature FAILS: {mistake}");
        }
    }

    [Theory]
    [InlineData("standard-webhooks", "", "only the body was signed")]
    [InlineData("standard-webhooks", "{time}.", "only the timestamp and the body were signed")]
    [InlineData("stripe", "", "only the body was signed")]
    [InlineData("slack", "", "only the body was signed")]
    [InlineData("slack", "{time}.", "only the timestamp and the body were signed")]
    public void Finds_what_was_left_out_before_the_body(string scheme, string prefix, string mistake)
    {
        var example = SchemeExample.All[scheme];
        var before = Encoding.UTF8.GetBytes(prefix.Replace("{time}", Time, StringComparison.Ordinal));

        var plain = SignBy(example, content => [.. before, .. content]);
        var broken = SignBy(example, content => [.. before, .. content, (byte)'\n']);

        Diagnose(example, plain, Body)[^1].ShouldBe($"signature FAILS: {mistake}");
        Diagnose(example, broken, Body)[^1]
            .ShouldBe(
                $"signature FAILS: {mistake}; and bytes changed: the body was signed with a line break at its end"
            );
    }

    [Theory]
    [InlineData(
        "standard-webhooks",
        StandardSecret,
        "the key was used as text: decode the base64 after the prefix first"
    )]
    [InlineData("standard-webhooks", StandardSecret + "\n", "a line break at the end was used as part of the key")]
    [InlineData(
        "standard-webhooks",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "the key was used as text, without its prefix: decode the base64 first"
    )]
    public void Finds_how_a_key_was_misread(string scheme, string text, string mistake)
    {
        var example = SchemeExample.All[scheme];
        var headers = SignBy(
            example,
            content => [.. Encoding.UTF8.GetBytes($"msg_1.{Time}."), .. content],
            Encoding.UTF8.GetBytes(text)
        );

        Diagnose(example, headers, Body)[^1].ShouldBe($"signature FAILS: {mistake}");
    }

    [Fact]
    public void Finds_a_key_that_was_decoded_where_it_is_text()
    {
        var example = SchemeExample.All["github"] with { Secret = "whsec_AAECAw==" };
        var headers = SignBy(example, content => content, [0, 1, 2, 3]);

        Diagnose(example, headers, Body, example.Secret)[^1]
            .ShouldBe("signature FAILS: the key was decoded from base64, but this scheme uses it as text");
    }

    [Fact]
    public void Tries_each_key_of_the_secret()
    {
        var example = SchemeExample.All["github"];
        var headers = Sign(example, [.. Body, (byte)'\n']);

        Diagnose(example, headers, Body, $"{example.OtherSecret} {example.Secret}")[^1]
            .ShouldBe("signature FAILS: bytes changed: the body was signed with a line break at its end");
    }

    [Theory]
    [InlineData("github", "sha256=", "base64", "the signature is written in base64 instead of lower-case hexadecimal")]
    [InlineData(
        "github",
        "sha256=",
        "HEX",
        "the signature is written in upper-case hexadecimal instead of lower-case hexadecimal"
    )]
    [InlineData(
        "github",
        "",
        "hex",
        "the signature itself is correct, but its prefix is missing or wrong: put sha256= before it"
    )]
    [InlineData(
        "github",
        "sha1=",
        "hex",
        "the signature itself is correct, but its prefix is missing or wrong: put sha256= before it"
    )]
    [InlineData("shopify", "", "hex", "the signature is written in hexadecimal instead of base64")]
    [InlineData("shopify", "", "HEX", "the signature is written in upper-case hexadecimal instead of base64")]
    [InlineData("shopify", "sha-256=", "hex", "the signature is written in hexadecimal instead of base64")]
    public void Finds_how_a_signature_was_encoded_wrongly(string scheme, string prefix, string writing, string mistake)
    {
        var example = SchemeExample.All[scheme];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(example.Secret), Body);
        var text = writing switch
        {
            "base64" => Convert.ToBase64String(mac),
            "hex" => Convert.ToHexStringLower(mac),
            _ => Convert.ToHexString(mac),
        };

        Diagnose(example, [new(example.SignatureHeader, prefix + text)], Body)[^1]
            .ShouldBe($"signature FAILS: {mistake}");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("v1={0}")]
    [InlineData("other, v2,{0}")]
    public void Finds_a_standard_signature_behind_any_prefix(string format)
    {
        var example = SchemeExample.All["standard-webhooks"];
        var headers = Sign(example, Body)
            .Select(header =>
                header.Key is "webhook-signature"
                    ? new(header.Key, string.Format(CultureInfo.InvariantCulture, format, header.Value[3..]))
                    : header
            );

        Diagnose(example, headers, Body)[^1]
            .ShouldBe(
                "signature FAILS: the signature itself is correct, but its prefix is missing or wrong: put v1, before it"
            );
    }

    [Fact]
    public void Reports_all_mistakes_at_once()
    {
        var example = SchemeExample.All["standard-webhooks"];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(StandardSecret), (byte[])[.. Body, (byte)'\n']);

        var checks = Diagnose(
            example,
            [
                new("webhook-id", "msg_1"),
                new("webhook-timestamp", Time),
                new("webhook-signature", "v1," + Convert.ToHexStringLower(mac)),
            ],
            Body
        );

        checks[^1]
            .ShouldBe(
                "signature FAILS: the key was used as text: decode the base64 after the prefix first"
                    + "; and only the body was signed"
                    + "; and bytes changed: the body was signed with a line break at its end"
                    + "; and the signature is written in hexadecimal instead of base64"
            );
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Sign(SchemeExample example, byte[] body) =>
        PartnerSignature.Headers(example.Scheme, "msg_1", Arrival.Time, body, example.Secret);

    /// <summary>A request whose signature covers other content or uses another key.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> SignBy(
        SchemeExample example,
        Func<byte[], byte[]> content,
        byte[]? key = null
    )
    {
        var isStandard = example.Scheme is "standard-webhooks";
        key ??= isStandard
            ? Convert.FromBase64String(StandardSecret["whsec_".Length..])
            : Encoding.UTF8.GetBytes(example.Secret);
        var mac = HMACSHA256.HashData(key, content(Body));
        var signature = isStandard ? Convert.ToBase64String(mac) : Convert.ToHexStringLower(mac);
        return example.Scheme switch
        {
            "standard-webhooks" =>
            [
                new("webhook-id", "msg_1"),
                new("webhook-timestamp", Time),
                new("webhook-signature", "v1," + signature),
            ],
            "stripe" => [new("Stripe-Signature", $"t={Time},v1={signature}")],
            "slack" => [new("X-Slack-Request-Timestamp", Time), new("X-Slack-Signature", "v0=" + signature)],
            _ => [new(example.SignatureHeader, example.Version + signature)],
        };
    }

    private static IReadOnlyList<string> DiagnoseAt(string timestamp)
    {
        var example = SchemeExample.All["slack"];
        return Diagnose(example, [new("X-Slack-Request-Timestamp", timestamp), new("X-Slack-Signature", "v0=0")], Body);
    }

    private static IReadOnlyList<string> Diagnose(
        SchemeExample example,
        IEnumerable<KeyValuePair<string, string>> headers,
        byte[] body,
        string? secret = null
    ) => VerifyOutput.Of(SignatureScheme.Find(example.Scheme)!, headers, body, secret ?? example.Secret);
}
