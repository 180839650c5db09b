using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Settings;

/// <summary>The names of secrets, one for each tenant.</summary>
public sealed class SecretTemplateTests
{
    [Theory]
    [InlineData("acme--{tenant}--pleo-api-key", "acme--northwind--pleo-api-key", "northwind")]
    [InlineData("acme--{tenant}--pleo-api-key", "Acme--Northwind--Pleo-Api-Key", "northwind")]
    [InlineData("acme--{tenant}--pleo-api-key", "acme----pleo-api-key", null)]
    [InlineData("acme--{tenant}--pleo-api-key", "acme--a--b--pleo-api-key", null)]
    [InlineData("acme--{tenant}--pleo-api-key", "acme--webhook-signing", null)]
    [InlineData("acme--{tenant}--pleo-api-key", "globex--northwind--pleo-api-key", null)]
    [InlineData("acme--{tenant}--pleo-api-key", "acme--northwind--pleo-api-key-2", null)]
    [InlineData("acme--{tenant}--pleo-api-key", "acme--pleo-api-key", null)]
    [InlineData("pleo-{tenant}", "pleo-northwind", "northwind")]
    [InlineData("{tenant}-pleo", "northwind-pleo", "northwind")]
    [InlineData("{tenant}", "northwind", "northwind")]
    public void Finds_the_tenant_in_a_name(string template, string name, string? tenant) =>
        new SecretTemplate(template).FindTenant(name).ShouldBe(tenant);

    [Theory]
    [InlineData("acme--{tenant}--pleo-api-key", "globex--{tenant}--pleo-api-key", false)]
    [InlineData("{tenant}--pleo-api-key", "globex--{tenant}--pleo-api-key", false)]
    [InlineData("shared-{tenant}", "SHARED-{tenant}", true)]
    [InlineData("{tenant}-key", "acme-{tenant}-key", true)]
    [InlineData("acme--{tenant}", "{tenant}--key", true)]
    [InlineData("acme--{tenant}", "{tenant}--key-{", false)]
    [InlineData("k--z{tenant}", "{tenant}--zq", true)]
    public void Knows_whether_two_templates_can_make_the_same_name(string one, string other, bool overlaps)
    {
        new SecretTemplate(one).Overlaps(new SecretTemplate(other)).ShouldBe(overlaps);
        new SecretTemplate(other).Overlaps(new SecretTemplate(one)).ShouldBe(overlaps);
    }

    [Fact]
    public void Two_templates_overlap_exactly_when_a_name_of_one_is_a_name_of_the_other()
    {
        string[] parts = [.. Texts(3)];
        string[] tenants = [.. Texts(7).Where(TenantName.IsValid)];
        var templates = parts
            .SelectMany(_ => parts, (before, after) => new SecretTemplate($"{before}{{tenant}}{after}"))
            .Select(template =>
                (Template: template, Names: tenants.Select(template.NameOf).ToHashSet(StringComparer.Ordinal))
            )
            .ToArray();

        var wrong = templates
            .SelectMany(_ => templates, (one, other) => (one, other))
            .Where(pair => pair.one.Template.Overlaps(pair.other.Template) != pair.one.Names.Overlaps(pair.other.Names))
            .Select(pair => $"{pair.one.Template} and {pair.other.Template}");

        wrong.ShouldBeEmpty();
        templates.Length.ShouldBe(225);
    }

    /// <summary>All texts of a and hyphen up to a length, the empty one among them.</summary>
    private static IEnumerable<string> Texts(int longest) =>
        longest == 0 ? [""] : ["", .. Texts(longest - 1).SelectMany(text => new[] { text + "a", text + "-" })];
}
