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

    /// <summary>Diagnostic settings have only an API version of 2016 and a preview of 2021.</summary>
    [Fact]
    public void Only_the_age_of_the_diagnostic_settings_is_suppressed()
    {
        string[] files = [.. Repository.InfraFiles("*.bicep"), .. Repository.InfraFiles("*.bicepparam")];

        var suppressions = files.SelectMany(file => Suppression().Matches(Repository.Read(file))).ToList();

        suppressions.ShouldNotBeEmpty();
        suppressions.ShouldAllBe(match =>
            match.Groups["what"].Value == "use-recent-api-versions"
            && match
                .Groups["where"]
                .Value.Contains("'Microsoft.Insights/diagnosticSettings@2021-05-01-preview'", StringComparison.Ordinal)
        );
    }

    [GeneratedRegex(@"#disable-\S+ (?<what>.*)\n(?<where>.*)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Suppression();
}
