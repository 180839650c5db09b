namespace PleoFunctions.Onboarding.Tests.Webhooks;

/// <summary>The Pleo company that a partner expects.</summary>
public sealed class CompanyIdTests
{
    private const string Uuid = "123e4567-e89b-12d3-a456-426614174000";
    private const string Urn = "urn:pleo:company:" + Uuid;
    private const string Form = "has to be a UUID or urn:pleo:company:<UUID>";

    [Theory]
    [InlineData(Uuid)]
    [InlineData("123E4567-E89B-12D3-A456-426614174000")]
    [InlineData(Urn)]
    [InlineData("urn:pleo:company:123E4567-e89b-12D3-A456-426614174000")]
    public void Reads_a_UUID_or_URN_as_the_URN(string text) =>
        Reading.Of(PayloadOf($"\"{text}\"")).Payload.CompanyId.ShouldBe(Urn);

    [Theory]
    [InlineData("""{"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":null}}""")]
    public void Is_null_without_a_company(string payload) => Reading.Of(payload).Payload.CompanyId.ShouldBeNull();

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"urn:pleo:company:\"")]
    [InlineData("\"urn:pleo:organisation:123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("\"URN:pleo:company:123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("\"urn:pleo:company:urn:pleo:company:123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("\"123e4567e89b12d3a456426614174000\"")]
    [InlineData("\"{123e4567-e89b-12d3-a456-426614174000}\"")]
    [InlineData("\"123e4567-e89b-12d3-a456-42661417400\"")]
    [InlineData("\"123e4567-e89b-12d3-a456-42661417400g\"")]
    [InlineData("\" 123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("\"123e4567-e89b-12d3-a456-426614174000\\n\"")]
    [InlineData("\"+23e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("\"0x3e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("4711")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Refuses_any_other_form(string json) =>
        Reading.Of(PayloadOf(json)).Errors.ShouldBe(["/data/companyId: " + Form]);

    [Fact]
    public void Reads_the_company_where_the_settings_say()
    {
        (string, string?)[] settings = [("Mapping:Tenant", "/customer"), ("Mapping:CompanyId", "/pleo/company")];

        Reading
            .Of($$$"""{"data":{"companyId":1},"pleo":{"company":"{{{Uuid}}}"},"customer":"a"}""", settings)
            .Payload.CompanyId.ShouldBe(Urn);
        Reading
            .Of("""{"pleo":{"company":"acme"},"customer":"a"}""", settings)
            .Errors.ShouldBe(["/pleo/company: " + Form]);
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("\"acme\"")]
    [InlineData("{}")]
    public void Treats_another_form_as_absent_where_a_partner_with_its_own_form_did_not_agree_to_it(string json) =>
        Reading
            .Of($$$"""{"data":{"companyId":{{{json}}}},"customer":"a"}""", ("Mapping:Tenant", "/customer"))
            .Payload.CompanyId.ShouldBeNull();

    [Fact]
    public void Refuses_another_form_where_the_settings_name_the_default_place() =>
        Reading
            .Of(
                """{"data":{"companyId":4711},"customer":"a"}""",
                ("Mapping:Tenant", "/customer"),
                ("Mapping:CompanyId", "/data/companyId")
            )
            .Errors.ShouldBe(["/data/companyId: " + Form]);

    private static string PayloadOf(string companyId) =>
        $$$"""{"data":{"tenant":"northwind","companyId":{{{companyId}}}}}""";
}
