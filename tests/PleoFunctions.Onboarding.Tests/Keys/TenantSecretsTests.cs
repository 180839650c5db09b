using PleoFunctions.Local.Keys;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Onboarding.Tests.Keys;

public sealed class TenantSecretsTests
{
    [Theory]
    [InlineData("acme--northwind--pleo-api-key", "northwind")]
    [InlineData("Acme--Northwind--Pleo-Api-Key", "northwind")]
    [InlineData("acme----pleo-api-key", null)]
    [InlineData("acme--webhook-signing", null)]
    [InlineData("globex--northwind--pleo-api-key", null)]
    [InlineData("acme--northwind--pleo-api-key-2", null)]
    [InlineData("acme--pleo-api-key", null)]
    public void Finds_the_tenant_in_the_name_of_a_secret(string name, string? tenant)
    {
        TenantSecrets.FindTenant(PartnerWith(template: null), name).ShouldBe(tenant);
    }

    [Theory]
    [InlineData("pleo-{tenant}", "pleo-northwind")]
    [InlineData("{tenant}-pleo", "northwind-pleo")]
    public void Follows_the_partner_s_own_template(string template, string name)
    {
        TenantSecrets.FindTenant(PartnerWith(template), name).ShouldBe("northwind");
    }

    private static Partner PartnerWith(string? template)
    {
        var options = new PartnersOptions { Partners = { ["acme"] = new PartnerOptions { ApiKeySecret = template } } };
        var partners = new PartnerDirectory(Microsoft.Extensions.Options.Options.Create(options));
        partners.TryFind("acme", out var partner).ShouldBeTrue();
        return partner!;
    }
}
