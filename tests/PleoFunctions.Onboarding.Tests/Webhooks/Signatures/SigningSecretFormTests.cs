using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Webhooks.Signatures;

public sealed class SigningSecretFormTests
{
    private const string Form =
        "expected: whsec_ followed by the base64 of 24 to 64 bytes, or whpk_ followed by the base64 of an ed25519 public key";

    private static readonly StandardWebhooksScheme Standard = new();

    public static TheoryData<int, bool> Lengths =>
        new()
        {
            { 23, false },
            { 24, true },
            { 64, true },
            { 65, false },
        };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Accepts_keys_of_24_to_64_bytes(int length, bool usable)
    {
        var secret = "whsec_" + Convert.ToBase64String(new byte[length]);

        Standard.HasUsableKey(secret).ShouldBe(usable);
        (Standard.FindFault(secret) is null).ShouldBe(usable);
    }

    [Theory]
    [InlineData("whsec_distinctive-but-not-base64")]
    [InlineData("whsec_")]
    [InlineData("whsec_ZGlzdGluY3RpdmU=")]
    [InlineData("whpk_distinctive-but-not-base64")]
    public void Explains_the_form_of_a_key_without_showing_it(string secret)
    {
        var fault = Standard.FindFault(secret);

        fault.ShouldBe("1 of 1 keys in it have the wrong form; " + Form);
        Standard.HasUsableKey(secret).ShouldBeFalse();
    }

    [Theory]
    [InlineData("key")]
    [InlineData("distinctiveA")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")]
    public void Refuses_a_key_without_its_prefix(string secret)
    {
        var fault = Standard.FindFault(secret);

        fault.ShouldBe(
            $"1 of 1 keys in it have the wrong form; {Form} (write whsec_ before an HMAC key, or whpk_ before a public key)"
        );
        Standard.HasUsableKey(secret).ShouldBeFalse();
    }

    [Fact]
    public void Explains_a_key_that_includes_the_version()
    {
        var fault = Standard.FindFault("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        fault.ShouldBe($"1 of 1 keys in it have the wrong form; {Form} (leave out the 'v1,' before whsec_)");
    }

    [Fact]
    public void Explains_that_a_private_key_was_given()
    {
        var fault = Standard.FindFault("whsk_9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4AAA");

        fault.ShouldBe(
            $"1 of 1 keys in it have the wrong form; {Form} (whsk_ is the private key, which only the sender keeps; store its public key, whpk_)"
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(44)]
    public void Counts_the_bytes_of_a_public_key_that_has_too_few_or_too_many(int length)
    {
        var fault = Standard.FindFault("whpk_" + Convert.ToBase64String(new byte[length]));

        fault.ShouldBe(
            $"1 of 1 keys in it have the wrong form; {Form} (an ed25519 public key has 32 bytes, this one has {length})"
        );
    }

    [Fact]
    public void Accepts_a_public_key_only_in_its_canonical_spelling()
    {
        // The last character before the padding has bits that belong to no byte.
        var fault = Standard.FindFault("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir5=");

        fault.ShouldBe("1 of 1 keys in it have the wrong form; " + Form);
    }

    [Fact]
    public void Counts_the_faulty_keys_and_uses_the_others()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw faulty whpk_faulty";

        Standard.FindFault(secret).ShouldBe("2 of 3 keys in it have the wrong form; " + Form);
        Standard.HasUsableKey(secret).ShouldBeTrue();
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\nwhpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")]
    public void Finds_no_fault_with_good_keys(string secret)
    {
        Standard.FindFault(secret).ShouldBeNull();
        Standard.HasUsableKey(secret).ShouldBeTrue();
    }

    [Theory]
    [InlineData("github")]
    [InlineData("stripe")]
    [InlineData("shopify")]
    [InlineData("slack")]
    public void Accepts_any_text_of_16_to_512_bytes_where_keys_are_text(string name)
    {
        const string form =
            "1 of 1 keys in it have the wrong form; expected: 16 to 512 bytes of text without white space";
        var scheme = SignatureScheme.Find(name)!;

        scheme.FindFault(new string('k', 16)).ShouldBeNull();
        scheme.FindFault(new string('k', 15)).ShouldBe(form + " (this one has 15)");
        scheme.HasUsableKey(new string('k', 15)).ShouldBeFalse();
        scheme.FindFault("ééééééé").ShouldBe(form + " (this one has 14)");
        scheme.FindFault("éééééééé").ShouldBeNull();

        scheme.FindFault(new string('k', 512)).ShouldBeNull();
        scheme.FindFault(new string('k', 513)).ShouldBe(form);
        scheme.HasUsableKey(new string('k', 513)).ShouldBeFalse();
    }
}
