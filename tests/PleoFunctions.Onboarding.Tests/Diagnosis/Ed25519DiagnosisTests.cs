using System.Globalization;
using System.Text;
using NSec.Cryptography;
using PleoFunctions.Onboarding.Tests.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Diagnosis;

public sealed class Ed25519DiagnosisTests
{
    private const string HmacSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string SecretIsFine = "secret ok: it has the form that the scheme expects";

    // RFC 8032 section 7.1, test 1: the seed and its public key.
    private static readonly byte[] Seed = Convert.FromHexString(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    );
    private static readonly byte[] PublicKey = Convert.FromHexString(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    );
    private static readonly byte[] Der = [.. Convert.FromHexString("302a300506032b6570032100"), .. PublicKey];

    private static readonly string Secret = "whpk_" + Convert.ToBase64String(PublicKey);
    private static readonly string Time = Arrival.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private static readonly byte[] Body = """{"id":"evt_1","text":"æ<"}"""u8.ToArray();

    private readonly StandardWebhooksScheme _scheme = new();

    [Fact]
    public void Finds_nothing_wrong_with_a_good_signature()
    {
        var checks = Diagnose(Sign(Body), Secret);

        checks[0].ShouldBe(SecretIsFine);
        checks[^1].ShouldBe("signature ok: it matches the key and the bytes of the body");
    }

    [Theory]
    [InlineData(
        """{ "id" : "evt_1", "text" : "æ<" }""",
        """{"id":"evt_1","text":"æ<"}""",
        "JSON re-serialized: the signature matches the same JSON written without white space. Sign exactly the bytes that you send"
    )]
    [InlineData("{}", "{}\n", "bytes changed: the body was signed with a line break at its end")]
    [InlineData("{}", "\uFEFF{}", "bytes changed: the body was signed with a byte order mark before it")]
    [InlineData("{}\n", "{}", "bytes changed: the body was signed without the line break at its end")]
    [InlineData("{\n}", "{\r\n}", "bytes changed: line ends were turned from CR LF into LF")]
    [InlineData("{\r\n}", "{\n}", "bytes changed: line ends were turned from LF into CR LF")]
    public void Finds_the_bytes_that_were_signed_instead_of_the_bodys(string sent, string original, string mistake)
    {
        var signature = Sign(Encoding.UTF8.GetBytes(original));

        Diagnose(signature, Secret, Encoding.UTF8.GetBytes(sent))[^1].ShouldBe($"signature FAILS: {mistake}");
    }

    [Theory]
    [InlineData("", "only the body was signed")]
    [InlineData("{0}.", "only the timestamp and the body were signed")]
    public void Finds_what_was_left_out_before_the_body(string prefix, string mistake)
    {
        byte[] content =
        [
            .. Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, prefix, Time)),
            .. Body,
        ];

        Diagnose("v1a," + Convert.ToBase64String(SignContent(content)), Secret)[^1]
            .ShouldBe($"signature FAILS: {mistake}");
    }

    [Fact]
    public void Recognizes_a_private_key_and_does_not_show_it()
    {
        string[] secrets = [Convert.ToBase64String(Seed), Convert.ToBase64String([.. Seed, .. PublicKey])];

        foreach (var secret in secrets)
        {
            var checks = Diagnose(Sign(Body), "whsk_" + secret);

            checks[0].ShouldStartWith("secret FAILS: ");
            checks[0].ShouldEndWith("store its public key, whpk_)");
            checks[^1].ShouldBe("signature FAILS: the secret is the private key (whsk_); use its public key (whpk_)");
            checks.ShouldAllBe(check => !check.Contains(secret));
        }
    }

    [Fact]
    public void Continues_after_a_private_key_of_the_wrong_form()
    {
        var wrong = "whsk_" + Convert.ToBase64String(Seed.AsSpan(1));

        Diagnose(Sign([.. Body, (byte)'\n']), $"{wrong} {Secret}")[^1]
            .ShouldBe("signature FAILS: bytes changed: the body was signed with a line break at its end");
    }

    [Fact]
    public void Recognizes_a_public_key_without_its_prefix()
    {
        var checks = Diagnose(Sign(Body), Convert.ToBase64String(PublicKey));

        checks[0].ShouldEndWith("(write whsec_ before an HMAC key, or whpk_ before a public key)");
        checks[^1].ShouldBe("signature FAILS: the prefix whpk_ is missing before the ed25519 public key");
    }

    [Fact]
    public void Recognizes_a_public_key_with_the_prefix_of_another()
    {
        // It also has the form of an HMAC key.
        var checks = Diagnose(Sign(Body), "whsec_" + Convert.ToBase64String(PublicKey));

        checks[0].ShouldBe(SecretIsFine);
        checks[^1].ShouldBe("signature FAILS: the prefix whpk_ is missing before the ed25519 public key");
    }

    [Fact]
    public void Recognizes_a_public_key_in_the_form_of_PEM_files()
    {
        var checks = Diagnose(Sign(Body), "whpk_" + Convert.ToBase64String(Der));

        checks[0].ShouldEndWith("(an ed25519 public key has 32 bytes, this one has 44)");
        checks[^1].ShouldBe("signature FAILS: the public key is in DER; put only its last 32 bytes in the secret");
        Diagnose(Sign(Body), Convert.ToBase64String(Der))[^1]
            .ShouldBe(
                "signature FAILS: the prefix whpk_ is missing before the ed25519 public key; and the public key is in DER; put only its last 32 bytes in the secret"
            );
    }

    [Theory]
    [InlineData("whpk_")]
    [InlineData("whpk_AAAA")]
    [InlineData("whpk_?")]
    [InlineData("whsk_")]
    [InlineData("AAAA")]
    public void Reports_only_the_wrong_form_of_a_key_that_is_too_short(string secret)
    {
        var checks = Diagnose($"{Sign(Body)} v1,", secret);

        checks[0].ShouldStartWith("secret FAILS: 1 of 1 keys in it have the wrong form");
        checks[^1].ShouldStartWith("signature FAILS: it matches no key");
    }

    [Fact]
    public void Recognizes_a_public_key_in_hexadecimal()
    {
        Diagnose(Sign(Body), "whpk_" + Convert.ToHexStringLower(PublicKey))[^1]
            .ShouldBe("signature FAILS: the public key is written in hexadecimal instead of base64");
        Diagnose(Sign(Body), Convert.ToHexString(PublicKey))[^1]
            .ShouldBe(
                "signature FAILS: the prefix whpk_ is missing before the ed25519 public key; and the public key is written in hexadecimal instead of base64"
            );
    }

    [Fact]
    public void Finds_how_a_signature_was_encoded_wrongly()
    {
        var bytes = SignContent(Content(Body));
        var base64 = Convert.ToBase64String(bytes);
        var urlSafe = base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        urlSafe.IndexOfAny(['-', '_']).ShouldBeGreaterThan(0);

        Diagnose("v1a," + Convert.ToHexStringLower(bytes), Secret)[^1]
            .ShouldBe("signature FAILS: the signature is written in hexadecimal instead of base64");
        Diagnose("v1a," + urlSafe, Secret)[^1]
            .ShouldBe("signature FAILS: the signature is written in URL-safe base64 instead of base64");
        Diagnose("v1a," + base64.TrimEnd('='), Secret)[^1]
            .ShouldBe("signature FAILS: the signature is written in URL-safe base64 instead of base64");
        Diagnose("v1," + base64, Secret)[^1]
            .ShouldBe("signature FAILS: the prefix v1a, is missing before the ed25519 signature");
        Diagnose(base64, Secret)[^1]
            .ShouldBe("signature FAILS: the prefix v1a, is missing before the ed25519 signature");
        Diagnose("v1," + Convert.ToHexString(bytes), Secret)[^1]
            .ShouldBe(
                "signature FAILS: the prefix v1a, is missing before the ed25519 signature; and the signature is written in hexadecimal instead of base64"
            );
        Diagnose("v1," + urlSafe, Secret)[^1]
            .ShouldBe(
                "signature FAILS: the prefix v1a, is missing before the ed25519 signature; and the signature is written in URL-safe base64 instead of base64"
            );
    }

    [Fact]
    public void Tries_all_keys_and_signatures_up_to_eight()
    {
        var signature = Sign([.. Body, (byte)'\n']);
        var other = "v1a," + Convert.ToBase64String(new byte[64]);
        const string mistake = "signature FAILS: bytes changed: the body was signed with a line break at its end";

        Diagnose($"{Repeat(other, 7)} {signature}", $"{HmacSecret} {Secret}")[^1].ShouldBe(mistake);
        Diagnose($"{Repeat(other, 8)} {signature}", Secret)[^1].ShouldStartWith("signature FAILS: it matches no key");
    }

    [Fact]
    public void Says_that_key_and_signature_are_of_different_kinds()
    {
        var hmac = _scheme.Sign("msg_1", Arrival.Time, Body, HmacSecret)[2].Value;

        Diagnose(Sign(Body), HmacSecret)[^1]
            .ShouldBe("signature FAILS: the signature is ed25519 (v1a), but the secret has no public key (whpk_)");
        Diagnose(hmac, Secret)[^1]
            .ShouldBe("signature FAILS: the secret has only public keys (whpk_), but no signature is ed25519 (v1a)");
    }

    [Fact]
    public void Says_nothing_about_kinds_when_both_are_present()
    {
        var otherKey = "whpk_" + Convert.ToBase64String((byte[])[.. PublicKey[..31], 0]);
        var hmac = _scheme.Sign("msg_1", Arrival.Time, Body, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")[2].Value;

        Diagnose(Sign([]), Secret)[^1].ShouldStartWith("signature FAILS: it matches no key");
        Diagnose($"{hmac} {Sign([])}", HmacSecret)[^1].ShouldStartWith("signature FAILS: it matches no key");
        Diagnose(hmac, $"{HmacSecret} {otherKey}")[^1].ShouldStartWith("signature FAILS: it matches no key");
    }

    private static string Repeat(string entry, int count) => string.Join(' ', Enumerable.Repeat(entry, count));

    private static byte[] Content(byte[] body) => [.. Encoding.UTF8.GetBytes($"msg_1.{Time}."), .. body];

    private static string Sign(byte[] body) => "v1a," + Convert.ToBase64String(SignContent(Content(body)));

    private static byte[] SignContent(byte[] content)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, Seed, KeyBlobFormat.RawPrivateKey);
        return SignatureAlgorithm.Ed25519.Sign(key, content);
    }

    private IReadOnlyList<string> Diagnose(string signatures, string secret, byte[]? body = null) =>
        VerifyOutput.Of(
            _scheme,
            [new("webhook-id", "msg_1"), new("webhook-timestamp", Time), new("webhook-signature", signatures)],
            body ?? Body,
            secret
        );
}
