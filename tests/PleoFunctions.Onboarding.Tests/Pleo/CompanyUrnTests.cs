using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Tests.Pleo;

public sealed class CompanyUrnTests
{
    private const string Uuid = "123e4567-e89b-12d3-a456-426614174000";

    [Theory]
    [InlineData("urn:pleo:company:" + Uuid)]
    [InlineData("URN:Pleo:COMPANY:123E4567-E89B-12D3-A456-426614174000")]
    [InlineData(Uuid)]
    [InlineData(" 123E4567-e89b-12d3-a456-426614174000\n")]
    public void Has_one_form_for_all_that_name_the_same_company(string name)
    {
        CompanyUrn.Normalize(name).ShouldBe("urn:pleo:company:" + Uuid);
        CompanyUrn.AreSame(name, Uuid).ShouldBeTrue();
        CompanyUrn.AreSame(Uuid, name).ShouldBeTrue();
        CompanyUrn.IsCompany(name).ShouldBeTrue();
    }

    [Theory]
    [InlineData("urn:pleo:company:123e4567-e89b-12d3-a456-426614174001")]
    [InlineData("urn:pleo:organisation:" + Uuid)]
    [InlineData("company:" + Uuid)]
    [InlineData("{" + Uuid + "}")]
    [InlineData("123e4567e89b12d3a456426614174000")]
    [InlineData("")]
    public void Distinguishes_any_other_name(string other) => CompanyUrn.AreSame(other, Uuid).ShouldBeFalse();

    [Theory]
    [InlineData("urn:pleo:organisation:" + Uuid)]
    [InlineData("urn:pleo:organization:1")]
    [InlineData("urn:pleo:company:")]
    [InlineData("northwind")]
    [InlineData("")]
    public void Knows_what_is_not_a_company(string name) => CompanyUrn.IsCompany(name).ShouldBeFalse();

    [Fact]
    public void Compares_an_organisation_as_text_in_any_case()
    {
        CompanyUrn.AreSame("urn:pleo:organisation:A1", " URN:PLEO:Organisation:a1 ").ShouldBeTrue();
        CompanyUrn.AreSame("urn:pleo:organisation:a1", "urn:pleo:organisation:a2").ShouldBeFalse();
    }
}
