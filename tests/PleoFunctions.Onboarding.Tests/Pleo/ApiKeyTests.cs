using System.Text;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Tests.Pleo;

public sealed class ApiKeyTests
{
    [Theory]
    [InlineData("pls_1a_2b", "pls_1a_2b")]
    [InlineData("  pls_1a_2b\r\n", "pls_1a_2b")]
    [InlineData("nøgle 漢", "nøgle 漢")]
    [InlineData("x", "x")]
    public void Is_sent_as_a_user_name_in_UTF_8_with_an_empty_password(string secret, string key)
    {
        var authorization = ApiKey.From(secret, ApiKeyScheme.Basic).ShouldNotBeNull().Authorization;

        authorization.Scheme.ShouldBe("Basic");
        Convert.FromBase64String(authorization.Parameter!).ShouldBe(Encoding.UTF8.GetBytes(key + ":"));
    }

    [Theory]
    [InlineData(" pls_1a_2b\t", "pls_1a_2b")]
    public void Is_sent_as_it_is_where_the_scheme_is_Bearer(string secret, string key)
    {
        var authorization = ApiKey.From(secret, ApiKeyScheme.Bearer).ShouldNotBeNull().Authorization;

        authorization.ToString().ShouldBe($"Bearer {key}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("user:password")]
    [InlineData("pls_1a:")]
    [InlineData("pls_1a\npls_2b")]
    [InlineData("pls_\u0000")]
    [InlineData("pls_\u007f")]
    [InlineData("pls_\u0085x")]
    public void Is_invalid_when_it_is_empty_or_holds_a_colon_or_control_characters(string secret)
    {
        ApiKey.From(secret, ApiKeyScheme.Basic).ShouldBeNull();
        ApiKey.From(secret, ApiKeyScheme.Bearer).ShouldBeNull();
    }

    [Fact]
    public void Is_invalid_when_a_header_cannot_carry_it() => ApiKey.From("nøgle", ApiKeyScheme.Bearer).ShouldBeNull();

    [Fact]
    public void Does_not_print_the_key() => $"{ApiKey.From("pls_1a", ApiKeyScheme.Basic)}".ShouldBe("[API key]");
}
