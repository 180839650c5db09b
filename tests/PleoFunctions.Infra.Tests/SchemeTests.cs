using System.Text.RegularExpressions;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Infra.Tests;

/// <summary>The template offers the signature schemes of <see cref="SignatureScheme.All"/>, in the same order.</summary>
public sealed partial class SchemeTests
{
    [Fact]
    public void The_template_offers_exactly_the_schemes_of_the_code()
    {
        var type = SchemeType().Match(Repository.Read("infra/types.bicep")).Groups["names"].Value;

        var offered = Name().Matches(type).Select(name => name.Groups["name"].Value);

        offered.ShouldBe(SignatureScheme.All.Select(scheme => scheme.Name));
    }

    [Fact]
    public void The_templates_default_is_a_scheme_of_the_code()
    {
        var template = Repository.Read("infra/partners.bicep");

        var scheme = DefaultScheme().Match(template).Groups["name"].Value;

        SignatureScheme.Find(scheme).ShouldNotBeNull($"infra/partners.bicep sets the scheme '{scheme}' by default.");
    }

    [GeneratedRegex(@"\n  scheme: \((?<names>[^)]*)\)\?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SchemeType();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\.\?scheme \?\? '(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DefaultScheme();
}
