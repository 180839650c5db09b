using System.Text.Json;
using System.Text.RegularExpressions;

namespace PleoFunctions.Infra.Tests;

public sealed partial class BicepFilesTests
{
    [Fact]
    public async Task The_CLI_has_the_version_that_made_the_snapshots()
    {
        var run = await CompiledTemplate.Build;

        using var template = JsonDocument.Parse(run.Output);
        template
            .RootElement.GetProperty("metadata")
            .GetProperty("_generator")
            .GetProperty("version")
            .GetString()!
            .ShouldStartWith(BicepCli.Version + ".");
    }

    [Fact]
    public async Task The_template_compiles_without_a_warning()
    {
        var run = await CompiledTemplate.Build;

        run.ShouldBeClean();
    }

    [Fact]
    public async Task The_template_of_the_identities_compiles_without_a_warning()
    {
        var run = await BicepCli.RunAsync("build", "infra/identities.bicep", "--stdout");

        run.ShouldBeClean();
    }

    [Fact]
    public async Task The_parameters_for_azd_fit_the_template_without_a_warning()
    {
        var run = await BicepCli.RunAsync("build-params", "infra/main.bicepparam", "--stdout");

        run.ShouldBeClean();
    }

    [Fact]
    public async Task The_linter_finds_nothing()
    {
        var run = await BicepCli.RunAsync("lint", "--pattern", "infra/**/*.bicep");

        run.ShouldBeClean();
    }

    [Theory]
    [InlineData("*.bicep")]
    [InlineData("*.bicepparam")]
    public async Task All_files_are_formatted(string pattern)
    {
        var copy = Directory.CreateTempSubdirectory("infra-").FullName;
        var files = Repository.InfraFiles(pattern);
        foreach (var file in (string[])[.. files, "infra/bicepconfig.json"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(copy, file));
        }

        var run = await BicepCli.RunAsync("format", "--pattern", $"{copy}/**/{pattern}");

        run.ShouldBeClean();
        files.ShouldAllBe(file => File.ReadAllText(Path.Combine(copy, file)) == Repository.Read(file));
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public void Every_rule_of_the_linter_is_an_error()
    {
        using var config = JsonDocument.Parse(Repository.Read("infra/bicepconfig.json"));
        var core = config.RootElement.GetProperty("analyzers").GetProperty("core");

        core.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        core.GetProperty("rules")
            .EnumerateObject()
            .ShouldAllBe(rule => rule.Value.GetProperty("level").GetString() == "error");
    }

    [Theory]
    [InlineData("explicit-values-for-loc-params")]
    [InlineData("no-hardcoded-location")]
    [InlineData("no-hardcoded-outputs")]
    [InlineData("no-loc-expr-outside-params")]
    [InlineData("no-module-name")]
    [InlineData("outputs-should-not-contain-secrets")]
    [InlineData("secure-secrets-in-params")]
    [InlineData("use-description-outputs")]
    [InlineData("use-description-params")]
    [InlineData("use-description-type-properties")]
    [InlineData("use-description-types")]
    [InlineData("use-description-vars")]
    [InlineData("use-recent-api-versions")]
    [InlineData("use-resource-id-functions")]
    [InlineData("use-secure-value-for-secure-inputs")]
    [InlineData("use-user-defined-types")]
    [InlineData("what-if-short-circuiting")]
    public void Rules_that_are_off_or_mild_by_default_are_set(string rule)
    {
        using var config = JsonDocument.Parse(Repository.Read("infra/bicepconfig.json"));

        config
            .RootElement.GetProperty("analyzers")
            .GetProperty("core")
            .GetProperty("rules")
            .TryGetProperty(rule, out _)
            .ShouldBeTrue();
    }

    /// <summary>
    /// Diagnostic settings have only an API version of 2016 and a preview of 2021. A principal that does not exist yet
    /// cannot be in a name that what-if knows.
    /// </summary>
    [Fact]
    public void Only_two_rules_are_suppressed_and_each_for_one_thing()
    {
        string[] files = [.. Repository.InfraFiles("*.bicep"), .. Repository.InfraFiles("*.bicepparam")];

        var suppressions = files.SelectMany(file => Suppression().Matches(Repository.Read(file))).ToList();

        suppressions.ShouldNotBeEmpty();
        foreach (var suppression in suppressions)
        {
            var reason = suppression.Groups["what"].Value switch
            {
                "use-recent-api-versions" => "'Microsoft.Insights/diagnosticSettings@2021-05-01-preview'",
                "what-if-short-circuiting" => "  principalId: ",
                var other => throw new InvalidOperationException($"{other} is suppressed"),
            };

            suppression.Groups["where"].Value.ShouldContain(reason);
        }
    }

    [GeneratedRegex(@"#disable-\S+ (?<what>.*)\n(?<where>.*)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Suppression();
}
