using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Onboarding.Tests.Simulation;

/// <summary>One installation for each key, and a company of its own for each key but one.</summary>
public sealed class SimulatedPleoTests
{
    private readonly SimulatedPleoOptions _options = new();
    private readonly SimulatedPleo _pleo;

    public SimulatedPleoTests() =>
        _pleo = new SimulatedPleo(new SimulatedFaults(), Options.Create(_options), TimeProvider.System);

    [Fact]
    public async Task A_second_creation_with_a_key_is_refused_and_changes_nothing()
    {
        var (created, first) = await CreateAsync("northwind", """{"status":"ACTIVATED","metadata":{}}""");
        var (refused, _) = await CreateAsync("northwind", """{"status":"INACTIVE","metadata":{}}""");
        var (other, _) = await CreateAsync("northwind-2", "{}");

        created.ShouldBe(200);
        refused.ShouldBe(409);
        other.ShouldBe(200);
        var kept = JsonElement.Parse((await CallAsync(_pleo.FindAsync, "northwind")).Body);
        kept.GetRawText().ShouldBe(first);
        _pleo.Creations.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_installation_that_was_removed_can_be_created_again()
    {
        await CreateAsync("northwind", "{}");

        (await CallAsync(_pleo.RemoveAsync, "northwind")).Status.ShouldBe(204);
        (await CreateAsync("northwind", "{}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Creates_again_where_a_run_counts_creations()
    {
        _options.CreatesAgain = true;
        await CreateAsync("northwind", "{}");

        (await CreateAsync("northwind", "{}")).Status.ShouldBe(200);
        _pleo.Creations.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Every_tenant_s_key_has_a_company_of_its_own_but_one()
    {
        var companies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tenant in TestTenants.Names.Except([TestTenants.WrongCompany], StringComparer.Ordinal))
        {
            companies[tenant] = await CompanyAsync(tenant);
            companies[tenant].ShouldStartWith("urn:pleo:company:");
        }

        var works = companies[TestTenants.Works];
        companies.Values.Distinct(StringComparer.Ordinal).Count().ShouldBe(companies.Count);
        (await CompanyAsync(TestTenants.WrongCompany)).ShouldBe(works);
        (await CompanyAsync(TestTenants.Works, "globex")).ShouldNotBe(works, StringComparer.Ordinal);
        (await CompanyAsync(TestTenants.WrongCompany, "globex")).ShouldNotBe(works, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("northwind")]
    [InlineData("wrong-company")]
    public async Task An_installation_is_the_company_s_of_its_key(string tenant)
    {
        var (_, body) = await CreateAsync(tenant, "{}");

        JsonElement.Parse(body).GetProperty("resource").GetString().ShouldBe(await CompanyAsync(tenant));
    }

    [Fact]
    public async Task A_key_of_the_wrong_company_has_an_installation_of_its_own()
    {
        var (_, one) = await CreateAsync("northwind", "{}");
        var (status, other) = await CreateAsync("wrong-company", "{}");

        status.ShouldBe(200);
        IdOf(other).ShouldNotBe(IdOf(one), StringComparer.Ordinal);
    }

    private static string? IdOf(string installation) => JsonElement.Parse(installation).GetProperty("id").GetString();

    private async Task<string> CompanyAsync(string tenant, string partner = "acme")
    {
        var (_, body) = await CallAsync(_pleo.IntrospectAsync, tenant, partner: partner);
        return JsonElement.Parse(body).GetProperty("data").GetProperty("subjectURN").GetString()!;
    }

    private Task<(int Status, string Body)> CreateAsync(string tenant, string body) =>
        CallAsync(_pleo.CreateAsync, tenant, body);

    private static async Task<(int Status, string Body)> CallAsync(
        Func<HttpContext, string, Task> serve,
        string tenant,
        string body = "",
        string partner = "acme"
    )
    {
        var answer = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = answer;

        await serve(context, LocalKeys.ApiKeyOf(partner, tenant));

        return (context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }
}
