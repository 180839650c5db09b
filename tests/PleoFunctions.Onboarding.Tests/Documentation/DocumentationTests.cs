using System.Text.Json;
using System.Text.RegularExpressions;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Documentation;

/// <summary>The pages say what the code does.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_code_has_a_heading_in_errors_and_every_heading_is_a_code()
    {
        var headings = Read("docs/errors.md")
            .Split('\n')
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => line[3..]);

        headings.ShouldBe(ProblemCatalog.All.Select(definition => definition.Name), ignoreOrder: true);
    }

    [Fact]
    public void Every_section_of_errors_begins_with_the_codes_status()
    {
        var page = Read("docs/errors.md");

        foreach (var definition in ProblemCatalog.All)
        {
            var section = page.Split($"## {definition.Name}\n\n")[1];
            section.ShouldStartWith(definition.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void The_table_of_settings_has_every_setting_and_no_other()
    {
        string[] free = ["Secrets__<secret-name>", .. OfTheEnvironment];

        var documented = SettingsInTable().Matches(Read("README.md")).Select(match => match.Groups["name"].Value);

        documented.Except(free, StringComparer.Ordinal).ShouldBe(UnknownSettings.Known, ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_settings_gives_the_defaults()
    {
        var table = Read("README.md");
        var partner = new PartnerOptions();

        table.ShouldContain($"| `{partner.Signature.Tolerance}` |");
        table.ShouldContain($"| `{partner.Mapping.Tenant}` |");
        table.ShouldContain($"| `{partner.Mapping.Status}` |");
        table.ShouldContain($"| `{partner.Mapping.Metadata}` |");
        table.ShouldContain($"| `{partner.Mapping.DefaultStatus}` |");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/errors.md")]
    [InlineData("docs/mutation-testing.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/partners.md")]
    [InlineData("docs/performance.md")]
    public void Every_link_to_a_file_leads_to_one(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        foreach (var target in LinksToFiles().Matches(Read(page)).Select(match => match.Groups["file"].Value))
        {
            File.Exists(Path.Combine(folder, target)).ShouldBeTrue($"{page} links {target}, which is not there.");
        }
    }

    [Fact]
    public void Mutants_are_made_of_the_folders_that_the_page_names()
    {
        var config = JsonElement.Parse(Read("tests/PleoFunctions.Webhooks.Mutation/stryker-config.json"));
        var patterns = config.GetProperty("stryker-config").GetProperty("mutate");

        patterns
            .EnumerateArray()
            .Select(pattern => pattern.GetString())
            .ShouldBe(["Webhooks/**/*.cs", "Responses/**/*.cs"]);
        foreach (
            var folder in (string[])["src/PleoFunctions.Onboarding/Webhooks", "src/PleoFunctions.Onboarding/Responses"]
        )
        {
            Directory.Exists(Path.Combine(Repository.Root, folder)).ShouldBeTrue(folder);
            Read("docs/mutation-testing.md").ShouldContain($"`{folder}`");
        }
    }

    private static string[] OfTheEnvironment =>
        [
            "AZURE_FUNCTIONS_ENVIRONMENT",
            "AZURE_CLIENT_ID",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "APPLICATIONINSIGHTS_CONNECTION_STRING",
        ];

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    [GeneratedRegex(
        @"`(?<name>[A-Za-z]+__[A-Za-z_<>-]+|AZURE_[A-Z_]+|OTEL_[A-Z_]+|APPLICATIONINSIGHTS_[A-Z_]+)`(?=[^|\n]*\|)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex SettingsInTable();

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]+)(?:#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinksToFiles();
}
