using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Webhooks.Signatures;

/// <summary>One table of what every scheme accepts and refuses, with requests signed by the tests' own code.</summary>
public sealed class SignatureSchemeTests
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private static readonly byte[] Body = """{"id":"evt_1","text":"æøå"}"""u8.ToArray();

    public static TheoryData<string> Schemes => [.. SchemeExample.All.Keys];

    public static TheoryData<string> SchemesWithTimestamp =>
        [.. SchemeExample.All.Values.Where(example => example.HasTimestamp).Select(example => example.Scheme)];

    public static TheoryData<string> SchemesWithLists =>
        [.. SchemeExample.All.Values.Where(example => example.Separator is not null).Select(example => example.Scheme)];

    public static TheoryData<string> SchemesWithOneSignature =>
        [.. SchemeExample.All.Values.Where(example => example.Separator is null).Select(example => example.Scheme)];

    [Fact]
    public void A_verdict_that_no_one_set_is_not_valid() =>
        default(SignatureVerification).Verdict.ShouldBe(SignatureVerdict.Invalid);

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Accepts_what_a_partner_signed(string scheme)
    {
        var example = SchemeExample.All[scheme];

        var verification = Verify(example, Sign(example));

        verification.Verdict.ShouldBe(SignatureVerdict.Valid);
        verification.DeliveryId.ShouldBe(SignatureScheme.Find(scheme)!.DeliveryIdHeader is null ? null : "msg_1");
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Signs_as_partners_do(string scheme)
    {
        var example = SchemeExample.All[scheme];

        var headers = SignatureScheme
            .Find(scheme)!
            .Sign("msg_1", Arrival.Time, Body, $"{example.Secret} {example.OtherSecret}");

        headers.ShouldBe(Sign(example));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Names_a_header_that_is_missing(string scheme)
    {
        var example = SchemeExample.All[scheme];

        foreach (var header in example.RequiredHeaders)
        {
            var verification = Verify(example, Change(Sign(example), header, _ => null));

            verification.Verdict.ShouldBe(SignatureVerdict.Missing);
            verification.Detail.ShouldBe($"The header {header} is missing.");
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Treats_an_empty_header_as_a_missing_one(string scheme)
    {
        var example = SchemeExample.All[scheme];

        foreach (var header in example.RequiredHeaders)
        {
            Verify(example, Change(Sign(example), header, _ => " ")).Verdict.ShouldBe(SignatureVerdict.Missing);
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Reads_header_names_in_any_case(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var shouted = Sign(example)
            .Select(header => new KeyValuePair<string, string>(header.Key.ToUpperInvariant(), header.Value));
        var whispered = Sign(example)
            .Select(header => new KeyValuePair<string, string>(header.Key.ToLowerInvariant(), header.Value));

        Verify(example, shouted).Verdict.ShouldBe(SignatureVerdict.Valid);
        Verify(example, whispered).Verdict.ShouldBe(SignatureVerdict.Valid);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Refuses_a_request_with_every_header_twice(string scheme)
    {
        var example = SchemeExample.All[scheme];

        var verification = Verify(example, [.. Sign(example), .. Sign(example)]);

        verification.Verdict.ShouldBe(SignatureVerdict.Invalid);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Refuses_other_bytes(string scheme)
    {
        var example = SchemeExample.All[scheme];
        byte[] longer = [.. Body, (byte)' '];

        Verify(example, Sign(example), longer).Verdict.ShouldBe(SignatureVerdict.Invalid);
        Verify(example, Sign(example), Body[..^1]).Verdict.ShouldBe(SignatureVerdict.Invalid);
        Verify(example, Sign(example), []).Verdict.ShouldBe(SignatureVerdict.Invalid);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Refuses_another_key(string scheme)
    {
        var example = SchemeExample.All[scheme];

        var verification = Verify(example, Sign(example), secret: example.OtherSecret);

        verification.Verdict.ShouldBe(SignatureVerdict.Invalid);
        verification.Detail.ShouldNotBeNull().ShouldStartWith($"No signature in {example.SignatureHeader} matches.");
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Accepts_the_old_and_the_new_key_during_a_rotation(string scheme)
    {
        var example = SchemeExample.All[scheme];

        Verify(example, Sign(example), secret: $"{example.OtherSecret}\n{example.Secret}\n")
            .Verdict.ShouldBe(SignatureVerdict.Valid);
        Verify(example, Sign(example), secret: $"{example.Secret} {example.OtherSecret}")
            .Verdict.ShouldBe(SignatureVerdict.Valid);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Fails_closed_without_a_key(string scheme)
    {
        var example = SchemeExample.All[scheme];
        string[] none = ["", " ", "\n\t"];

        foreach (var secret in none)
        {
            Verify(example, Sign(example), secret: secret).Verdict.ShouldBe(SignatureVerdict.Invalid);
            SignatureScheme.Find(scheme)!.HasUsableKey(secret).ShouldBeFalse();
            SignatureScheme
                .Find(scheme)!
                .FindFault(secret)
                .ShouldNotBeNull()
                .ShouldStartWith("it holds no key; expected: ");
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Refuses_a_signature_of_another_version(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var headers = Change(Sign(example), example.SignatureHeader, value => Reversion(example, value));

        Verify(example, headers).Verdict.ShouldBe(SignatureVerdict.Invalid);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Refuses_a_signature_that_is_cut_short_or_spelled_differently(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var truncated = Change(Sign(example), example.SignatureHeader, value => value[..^1]);
        var shouted = Change(
            Sign(example),
            example.SignatureHeader,
            value => value[..^64] + value[^64..].ToUpperInvariant()
        );

        Verify(example, truncated).Verdict.ShouldBe(SignatureVerdict.Invalid);
        if (scheme is "github" or "stripe" or "slack")
        {
            Verify(example, shouted).Verdict.ShouldBe(SignatureVerdict.Invalid);
        }
    }

    [Theory]
    [MemberData(nameof(SchemesWithLists))]
    public void Ignores_a_malformed_entry_before_or_after_a_valid_one(string scheme)
    {
        var example = SchemeExample.All[scheme];
        string[] malformed = [example.Version, $"{example.Version}?", "nonsense", $"{example.OtherVersion}abc", ""];

        foreach (var entry in malformed)
        {
            var before = Change(Sign(example), example.SignatureHeader, value => $"{entry}{example.Separator}{value}");
            var after = Change(Sign(example), example.SignatureHeader, value => $"{value}{example.Separator}{entry}");

            Verify(example, before).Verdict.ShouldBe(SignatureVerdict.Valid, entry);
            Verify(example, after).Verdict.ShouldBe(SignatureVerdict.Valid, entry);
        }
    }

    [Theory]
    [MemberData(nameof(SchemesWithOneSignature))]
    public void Refuses_a_list_of_signatures_where_the_scheme_has_no_lists(string scheme)
    {
        var example = SchemeExample.All[scheme];
        string[] separators = [" ", ",", ", "];

        foreach (var separator in separators)
        {
            var headers = Change(
                Sign(example),
                example.SignatureHeader,
                value => $"{example.Version}nonsense{separator}{value}"
            );

            Verify(example, headers).Verdict.ShouldBe(SignatureVerdict.Invalid);
        }
    }

    [Theory]
    [MemberData(nameof(SchemesWithTimestamp))]
    public void Accepts_a_timestamp_exactly_at_the_tolerance(string scheme)
    {
        var example = SchemeExample.All[scheme];

        Verify(example, Sign(example), after: Tolerance).Verdict.ShouldBe(SignatureVerdict.Valid);
        Verify(example, Sign(example), after: -Tolerance).Verdict.ShouldBe(SignatureVerdict.Valid);
    }

    [Theory]
    [MemberData(nameof(SchemesWithTimestamp))]
    public void Refuses_a_timestamp_one_second_past_the_tolerance(string scheme)
    {
        var example = SchemeExample.All[scheme];

        var late = Verify(example, Sign(example), after: Tolerance + TimeSpan.FromSeconds(1));
        var early = Verify(example, Sign(example), after: -Tolerance - TimeSpan.FromSeconds(1));

        late.Verdict.ShouldBe(SignatureVerdict.OutOfTolerance);
        late.Detail.ShouldBe("The timestamp is 301 s before the time of arrival; up to 300 s are tolerated.");
        early.Verdict.ShouldBe(SignatureVerdict.OutOfTolerance);
        early.Detail.ShouldBe("The timestamp is 301 s after the time of arrival; up to 300 s are tolerated.");
    }

    [Theory]
    [MemberData(nameof(SchemesWithTimestamp))]
    public void Refuses_a_timestamp_that_is_not_a_whole_number_of_seconds(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var time = Arrival.Time.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] faulty =
        [
            "now",
            $"-{time}",
            $"+{time}",
            $"{time}.0",
            $"0x{time}",
            "9999999999999",
            "99999999999999999999",
            "٣",
        ];

        foreach (var timestamp in faulty)
        {
            var headers = Sign(example)
                .Select(header => new KeyValuePair<string, string>(
                    header.Key,
                    header.Value.Replace(time, timestamp, StringComparison.Ordinal)
                ));

            var verification = Verify(example, headers);

            verification.Verdict.ShouldBe(SignatureVerdict.Invalid, timestamp);
            verification.Detail.ShouldBe("The timestamp is not a whole number of Unix seconds.");
        }
    }

    [Theory]
    [MemberData(nameof(SchemesWithTimestamp))]
    public void Reads_a_timestamp_of_twelve_digits(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var farAhead = DateTimeOffset.FromUnixTimeSeconds(200_000_000_000);
        var headers = PartnerSignature.Headers(scheme, "msg_1", farAhead, Body, example.Secret);

        Verify(example, headers, after: farAhead - Arrival.Time).Verdict.ShouldBe(SignatureVerdict.Valid);
        Verify(example, headers).Verdict.ShouldBe(SignatureVerdict.OutOfTolerance);
    }

    [Theory]
    [MemberData(nameof(SchemesWithLists))]
    public void Accepts_a_signature_that_is_listed_twice(string scheme)
    {
        var example = SchemeExample.All[scheme];
        var headers = Change(
            Sign(example),
            example.SignatureHeader,
            value =>
                $"{value}{example.Separator}{value[value.LastIndexOf(example.Version, StringComparison.Ordinal)..]}"
        );

        Verify(example, headers).Verdict.ShouldBe(SignatureVerdict.Valid);
    }

    [Fact]
    public void Accepts_everything_only_under_the_scheme_none()
    {
        var open = SignatureScheme.All.Where(scheme => scheme.KeyForm is null);

        open.ShouldHaveSingleItem().Name.ShouldBe("none");
        SignatureScheme
            .Find("none")!
            .Verify(new WebhookHeaders(), Body, "", Tolerance, Arrival.Time)
            .ShouldBe(new SignatureVerification(SignatureVerdict.Valid, null, null));
        SignatureScheme.Find("none")!.Sign("msg_1", Arrival.Time, Body, "").ShouldBeEmpty();
        SignatureScheme.Find("none")!.FindFault("").ShouldBeNull();
        SignatureScheme.Find("none")!.HasUsableKey("").ShouldBeTrue();
    }

    [Theory]
    [InlineData("standard-webhooks", "webhook-id", null)]
    [InlineData("github", "X-GitHub-Delivery", null)]
    [InlineData("stripe", null, "/id")]
    [InlineData("shopify", "X-Shopify-Webhook-Id", null)]
    [InlineData("slack", null, "/event_id")]
    [InlineData("none", null, null)]
    public void Knows_where_each_scheme_keeps_the_delivery_id(string name, string? header, string? place)
    {
        var scheme = SignatureScheme.Find(name).ShouldNotBeNull();

        scheme.Name.ShouldBe(name);
        scheme.DeliveryIdHeader.ShouldBe(header);
        scheme.DeliveryIdPointer.ShouldBe(place);
    }

    [Theory]
    [InlineData("")]
    [InlineData("None")]
    [InlineData("hmac")]
    [InlineData("GitHub")]
    public void Finds_no_scheme_of_another_name(string name) => SignatureScheme.Find(name).ShouldBeNull();

    [Fact]
    public void Accepts_only_one_stripe_timestamp()
    {
        var example = SchemeExample.All["stripe"];
        var none = Change(
            Sign(example),
            "Stripe-Signature",
            value => value[(value.IndexOf(',', StringComparison.Ordinal) + 1)..]
        );
        var two = Change(Sign(example), "Stripe-Signature", value => $"{value},t=1");

        Verify(example, none).Detail.ShouldBe("The header Stripe-Signature has no timestamp (t=…).");
        Verify(example, two).Detail.ShouldBe("The header Stripe-Signature has more than one timestamp (t=…).");
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Sign(SchemeExample example) =>
        PartnerSignature.Headers(example.Scheme, "msg_1", Arrival.Time, Body, example.Secret);

    private static IEnumerable<KeyValuePair<string, string>> Change(
        IEnumerable<KeyValuePair<string, string>> headers,
        string name,
        Func<string, string?> change
    )
    {
        foreach (var (key, value) in headers)
        {
            if (!key.Equals(name, StringComparison.Ordinal))
            {
                yield return new(key, value);
            }
            else if (change(value) is { } changed)
            {
                yield return new(key, changed);
            }
        }
    }

    private static string Reversion(SchemeExample example, string value) =>
        example.Version.Length == 0
            ? example.OtherVersion + value
            : value.Replace(example.Version, example.OtherVersion, StringComparison.Ordinal);

    private static SignatureVerification Verify(
        SchemeExample example,
        IEnumerable<KeyValuePair<string, string>> headers,
        byte[]? body = null,
        string? secret = null,
        TimeSpan after = default
    )
    {
        var sent = new WebhookHeaders().Add(headers);

        return SignatureScheme
            .Find(example.Scheme)!
            .Verify(sent, body ?? Body, secret ?? example.Secret, Tolerance, Arrival.Time + after);
    }
}
