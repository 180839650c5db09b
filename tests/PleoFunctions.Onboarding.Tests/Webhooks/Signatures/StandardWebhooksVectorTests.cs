using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Webhooks.Signatures;

/// <summary>The vectors that the Standard Webhooks specification and its libraries publish.</summary>
public sealed class StandardWebhooksVectorTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string PublicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    private const string AsymmetricSignature =
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    private static readonly StandardWebhooksScheme Scheme = new();
    private static readonly byte[] Body = """{"test": 2432232314}"""u8.ToArray();
    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData(Signature, Secret)]
    [InlineData(AsymmetricSignature, PublicKey)]
    public void Accepts_the_published_signature(string signature, string secret)
    {
        var verification = Verify(signature, secret);

        verification.Verdict.ShouldBe(SignatureVerdict.Valid);
        verification.DeliveryId.ShouldBe(Id);
        verification.Detail.ShouldBeNull();
    }

    [Fact]
    public void Produces_the_published_signature()
    {
        var headers = Scheme.Sign(Id, SignedAt, Body, Secret);

        headers.ShouldBe([
            new("webhook-id", Id),
            new("webhook-timestamp", "1614265330"),
            new("webhook-signature", Signature),
        ]);
    }

    [Theory]
    [InlineData(Signature + " " + AsymmetricSignature, Secret)]
    [InlineData(Signature + " " + AsymmetricSignature, PublicKey)]
    [InlineData(AsymmetricSignature + " " + Signature, Secret + " " + PublicKey)]
    [InlineData(AsymmetricSignature, Secret + "\n" + PublicKey)]
    [InlineData(Signature, PublicKey + "\t" + Secret)]
    public void Accepts_both_kinds_of_signature_in_one_list(string signatures, string secret) =>
        Verify(signatures, secret).Verdict.ShouldBe(SignatureVerdict.Valid);

    [Theory]
    [InlineData(AsymmetricSignature, Secret)]
    [InlineData(Signature, PublicKey)]
    [InlineData(
        "v1,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
        PublicKey
    )]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Secret)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Secret)]
    [InlineData("v1 g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Secret)]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Secret)]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Secret)]
    [InlineData("v1,", Secret)]
    [InlineData("v1a,", PublicKey)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", Secret)]
    [InlineData("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=", Secret)]
    public void Refuses_a_signature_of_another_kind_version_or_spelling(string signature, string secret)
    {
        var verification = Verify(signature, secret);

        verification.Verdict.ShouldBe(SignatureVerdict.Invalid);
        verification.DeliveryId.ShouldBeNull();
        verification.Detail.ShouldNotBeNull().ShouldContain("webhook-id.webhook-timestamp.body");
    }

    [Theory]
    [InlineData("v1, " + Signature)]
    [InlineData("v1,é " + Signature)]
    [InlineData("v1,!!!!g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ " + Signature)]
    [InlineData("v2,abc v1 ,,, " + Signature)]
    [InlineData("v1a,AAAA " + Signature)]
    [InlineData("  " + Signature + "  ")]
    [InlineData(Signature + " v1,AAAA v2,x")]
    [InlineData(Signature + " " + Signature)]
    public void Ignores_malformed_entries_to_find_a_valid_one(string signatures) =>
        Verify(signatures, Secret).Verdict.ShouldBe(SignatureVerdict.Valid);

    [Fact]
    public void Ignores_malformed_ed25519_entries_too()
    {
        Verify("v1a,AAAA " + AsymmetricSignature, PublicKey).Verdict.ShouldBe(SignatureVerdict.Valid);
        Verify(AsymmetricSignature + " v1a,AAAA", PublicKey).Verdict.ShouldBe(SignatureVerdict.Valid);
        Verify(AsymmetricSignature + " " + AsymmetricSignature, PublicKey).Verdict.ShouldBe(SignatureVerdict.Valid);
    }

    [Theory]
    [InlineData("  " + Secret + "\n")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA " + Secret)]
    [InlineData(Secret + " whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("not-a-key " + Secret)]
    public void Accepts_any_of_the_keys(string secret) =>
        Verify(Signature, secret).Verdict.ShouldBe(SignatureVerdict.Valid);

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("whsec_")]
    [InlineData("whpk_")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Fails_closed_without_the_right_key(string secret) =>
        Verify(Signature, secret).Verdict.ShouldBe(SignatureVerdict.Invalid);

    [Fact]
    public void Signs_with_an_ed25519_private_key_what_its_public_key_verifies()
    {
        // RFC 8032 section 7.1, test 1: the seed and its public key.
        var seed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        var publicKey = Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        string[] privateKeys = [Convert.ToBase64String(seed), Convert.ToBase64String([.. seed, .. publicKey])];

        var signatures = privateKeys.Select(key => Scheme.Sign(Id, SignedAt, Body, "whsk_" + key)[2].Value).ToArray();

        signatures[0].ShouldStartWith("v1a,");
        signatures[1].ShouldBe(signatures[0]);
        Verify(signatures[0], "whpk_" + Convert.ToBase64String(publicKey)).Verdict.ShouldBe(SignatureVerdict.Valid);
    }

    [Theory]
    [InlineData("whsk_")]
    [InlineData("whsk_AAAA")]
    [InlineData("whsec_AAAA")]
    [InlineData("")]
    public void Refuses_to_sign_with_a_key_of_the_wrong_form(string secret)
    {
        var refusal = Should.Throw<FormatException>(() => Scheme.Sign(Id, SignedAt, Body, secret));

        refusal.Message.ShouldContain("expected: wh");
    }

    [Fact]
    public void Refuses_what_was_signed_with_a_public_key_that_is_stored_without_its_prefix()
    {
        var known = PublicKey["whpk_".Length..];
        var forged = Scheme.Sign(Id, SignedAt, Body, "whsec_" + known)[2].Value;

        Verify(forged, known).Verdict.ShouldBe(SignatureVerdict.Invalid);
    }

    [Theory]
    [InlineData(7, SignatureVerdict.Valid)]
    [InlineData(8, SignatureVerdict.Invalid)]
    public void Tries_eight_signatures_of_each_kind(int before, SignatureVerdict verdict)
    {
        var others = string.Concat(Enumerable.Repeat("v1,AAAA v1a,AAAA v2,AAAA ", before));

        Verify(others + Signature, Secret).Verdict.ShouldBe(verdict);
        Verify(others + AsymmetricSignature, PublicKey).Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData("v1,AAAA ")]
    [InlineData("v1a,AAAA ")]
    public void Says_when_there_are_more_signatures_than_are_tried(string entry)
    {
        const string detail =
            "It has more than 8 of a kind, and only the first 8 are tried. Sign this: webhook-id.webhook-timestamp.body";

        Verify(string.Concat(Enumerable.Repeat(entry, 9)), Secret).Detail!.ShouldContain(detail);
        Verify(string.Concat(Enumerable.Repeat(entry, 8)), Secret).Detail!.ShouldNotContain("of a kind");
    }

    private static SignatureVerification Verify(string signatures, string secret) =>
        Scheme.Verify(
            new WebhookHeaders()
                .Add("webhook-id", Id)
                .Add("webhook-timestamp", "1614265330")
                .Add("webhook-signature", signatures),
            Body,
            secret,
            TimeSpan.FromMinutes(5),
            SignedAt
        );
}
