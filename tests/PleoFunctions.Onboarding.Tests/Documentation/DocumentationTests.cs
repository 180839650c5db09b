using System.Text.Json;
using System.Text.RegularExpressions;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Documentation;

/// <summary>The documentation agrees with the code.</summary>
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
    public void The_table_of_settings_has_exactly_the_settings()
    {
        string[] free = ["Secrets__<secret-name>", .. OfTheEnvironment];

        var documented = SettingsInTable()
            .Matches(Read("docs/settings.md"))
            .Select(match => match.Groups["name"].Value)
            .ToList();

        List<string> known = [.. UnknownSettings.Known, .. free];
        known.Except(documented, StringComparer.Ordinal).ShouldBeEmpty("docs/settings.md lacks a row.");
        documented.Except(known, StringComparer.Ordinal).ShouldBeEmpty("The app has no such setting.");
        documented.Distinct(StringComparer.Ordinal).Count().ShouldBe(documented.Count);
    }

    [Fact]
    public void The_table_of_settings_gives_the_defaults()
    {
        var table = Read("docs/settings.md");
        var partner = new PartnerOptions();

        table.ShouldContain($"| `{partner.Signature.Tolerance}` |");
        table.ShouldContain($"| `{MappingOptions.DefaultOccurredAt}` |");
        table.ShouldContain($"| `{MappingOptions.DefaultTenant}` |");
        table.ShouldContain($"| `{MappingOptions.DefaultCompanyId}` |");
        table.ShouldContain($"| `{partner.Mapping.EventType}` |");
        table.ShouldContain($"| `{partner.Mapping.Status}` |");
        table.ShouldContain($"| `{partner.Mapping.Metadata}` |");
        table.ShouldContain($"| `{partner.Mapping.DefaultStatus}` |");
    }

    [Fact]
    public void The_setting_of_the_scheme_lists_exactly_the_schemes_of_the_code()
    {
        var row = Read("docs/settings.md")
            .Split('\n')
            .Single(line => line.StartsWith("| `Partners__<name>__Signature__Scheme` |", StringComparison.Ordinal));

        var listed = CodeSpans().Matches(row.Split('|')[2]).Select(match => match.Groups["text"].Value);

        listed.ShouldBe(SignatureScheme.All.Select(scheme => scheme.Name));
    }

    [Fact]
    public void The_table_for_partners_lists_each_scheme_of_the_code_and_its_delivery_id()
    {
        var rows = Read("docs/partners.md")
            .Split("| scheme |")[1]
            .Split("\n\n")[0]
            .Split('\n')
            .Skip(2)
            .Select(row => row.Split('|', StringSplitOptions.TrimEntries))
            .ToList();

        rows.Select(cells => cells[1]).ShouldBe(SignatureScheme.All.Select(scheme => $"`{scheme.Name}`"));
        foreach (var (scheme, cells) in SignatureScheme.All.Zip(rows))
        {
            var deliveryId = scheme.DeliveryIdHeader ?? scheme.DeliveryIdPointer ?? "in the payload";
            cells[4].ShouldContain(deliveryId, Case.Insensitive, scheme.Name);
        }
    }

    [Fact]
    public void The_routes_document_names_each_scheme_of_the_code()
    {
        var document = Read("src/PleoFunctions.Onboarding/OpenApi/openapi.json");

        SignatureScheme
            .All.Select(scheme => $"`{scheme.Name}`")
            .Where(name => !document.Contains(name, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    public static TheoryData<string> Pages =>
        [
            .. Directory
                .EnumerateFiles(Repository.Root, "*.md")
                .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
                .Select(page => Path.GetRelativePath(Repository.Root, page).Replace('\\', '/')),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_of_it(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        foreach (Match link in LinksToFiles().Matches(Read(page)))
        {
            var (file, heading) = (link.Groups["file"].Value, link.Groups["heading"].Value);
            var target = file.Length == 0 ? Path.Combine(Repository.Root, page) : Path.Combine(folder, file);

            File.Exists(target).ShouldBeTrue($"{page} links {file}, which does not exist.");
            if (heading.Length > 0)
            {
                HeadingsOf(target)
                    .Contains(heading, StringComparer.Ordinal)
                    .ShouldBeTrue($"{page} links {file}#{heading}.");
            }
        }
    }

    [Fact]
    public void The_readme_links_each_page() =>
        Pages
            .Select(page => page.Data)
            .Where(page => page is not "README.md")
            .ShouldAllBe(page => Read("README.md").Contains($"]({page})", StringComparison.Ordinal));

    [Fact]
    public void The_page_names_the_folders_that_are_mutated()
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

    /// <summary>The anchors that GitHub gives to a page's headings.</summary>
    private static IEnumerable<string> HeadingsOf(string path) =>
        Headings()
            .Matches(File.ReadAllText(path))
            .Select(match =>
                NotInAnchors().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-')
            );

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    [GeneratedRegex(
        @"`(?<name>[A-Za-z]+__[A-Za-z_<>-]+|AZURE_[A-Z_]+|OTEL_[A-Z_]+|APPLICATIONINSIGHTS_[A-Z_]+)`(?=[^|\n]*\|)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex SettingsInTable();

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(?:#(?<heading>[^)]*))?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinksToFiles();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeSpans();
}
