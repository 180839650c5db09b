using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Partners;

/// <summary>Which function keys open a partner's address. <c>acme</c> signs, and <c>plain</c> does not.</summary>
public sealed class FunctionKeyRuleTests
{
    private const string? Accepted = null;
    private const string OfAnother = "The function key belongs to another partner.";
    private const string NotOwn = "they need the partner's own function key.";

    private static readonly PartnerDirectory Partners = FindPartners();

    [Theory]
    [InlineData("acme", Accepted)]
    [InlineData("ACME", Accepted)]
    [InlineData("acme-2027", Accepted)]
    [InlineData("Acme-2027-b", Accepted)]
    [InlineData("acme-globex", Accepted)]
    [InlineData("globex", OfAnother)]
    [InlineData("GLOBEX", OfAnother)]
    [InlineData("globex-2027", OfAnother)]
    [InlineData("globex-acme", OfAnother)]
    [InlineData("plain", OfAnother)]
    [InlineData("default", Accepted)]
    [InlineData("master", Accepted)]
    [InlineData("nobody", Accepted)]
    [InlineData("globexes", Accepted)]
    [InlineData("-globex", Accepted)]
    [InlineData("", Accepted)]
    public void A_partner_that_signs_is_opened_by_any_key_but_that_of_another_partner(string name, string? refusal) =>
        ShouldBe("acme", new CallerKey(name, IsAdmin: name is "master"), refusal);

    [Theory]
    [InlineData("plain", Accepted)]
    [InlineData("PLAIN", Accepted)]
    [InlineData("plain-2027", Accepted)]
    [InlineData("Plain-2027-b", Accepted)]
    [InlineData("plain-acme", Accepted)]
    [InlineData("acme", OfAnother)]
    [InlineData("ACME", OfAnother)]
    [InlineData("acme-2027", OfAnother)]
    [InlineData("acme-plain", OfAnother)]
    [InlineData("default", NotOwn)]
    [InlineData("default-plain", NotOwn)]
    [InlineData("master", NotOwn)]
    [InlineData("nobody", NotOwn)]
    [InlineData("plains", NotOwn)]
    [InlineData("plai", NotOwn)]
    [InlineData("plain_2027", NotOwn)]
    [InlineData(" plain", NotOwn)]
    [InlineData("-plain", NotOwn)]
    [InlineData("", NotOwn)]
    public void A_partner_that_does_not_sign_is_opened_only_by_its_own_keys(string name, string? refusal) =>
        ShouldBe("plain", new CallerKey(name, IsAdmin: name is "master"), refusal);

    [Theory]
    [InlineData("acme", Accepted)]
    [InlineData("plain", NotOwn)]
    public void A_request_without_a_key_opens_only_a_partner_that_signs(string partner, string? refusal) =>
        ShouldBe(partner, key: null, refusal);

    [Theory]
    [InlineData("acme")]
    [InlineData("plain")]
    public void Where_the_host_asks_for_no_key_a_request_counts_as_the_partners_own(string partner) =>
        ShouldBe(partner, new CallerKey(Name: null, IsAdmin: true), Accepted);

    [Theory]
    [InlineData("acme", Accepted)]
    [InlineData("plain", NotOwn)]
    public void A_key_without_a_name_that_is_not_the_admin_key_is_no_partners_own(string partner, string? refusal) =>
        ShouldBe(partner, new CallerKey(Name: null, IsAdmin: false), refusal);

    private static PartnerDirectory FindPartners()
    {
        using var services = Composition.Of([
            .. Composition.Development,
            ("Partners:plain:Signature:Scheme", "none"),
            ("Partners:globex:Signature:Scheme", "github"),
        ]);
        var partners = services.GetRequiredService<PartnerDirectory>();
        partners.All.Count().ShouldBe(3);
        return partners;
    }

    private static void ShouldBe(string partnerName, CallerKey? key, string? refusal)
    {
        Partners.TryFind(partnerName, out var partner).ShouldBeTrue();

        var detail = FunctionKeyRule.FindRefusal(partner!, key, Partners)?.Detail;

        if (refusal is null)
        {
            detail.ShouldBeNull();
        }
        else
        {
            detail.ShouldNotBeNull().ShouldContain(refusal);
        }
    }
}
