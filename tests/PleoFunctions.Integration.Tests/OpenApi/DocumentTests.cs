using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using PleoFunctions.Testing;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>The document is consistent.</summary>
public sealed class DocumentTests(OpenApiFixture fixture)
{
    [Fact]
    public async Task An_external_validator_finds_no_error_and_no_warning()
    {
        var (exitCode, output, errors) = await RunRedoclyAsync(OpenApiContract.DocumentPath);

        errors.ShouldNotContain("warning.", Case.Sensitive, errors);
        var totals = JsonNode.Parse(output)!["totals"]!.ToJsonString();
        totals.ShouldBe("""{"errors":0,"warnings":0,"ignored":0}""", output);
        exitCode.ShouldBe(0, errors);
    }

    [Fact]
    public async Task The_external_validator_finds_an_error()
    {
        var changed = fixture.Document.DeepClone();
        changed["components"]!["examples"]!["outcome_unknown"]!["value"]!["retryable"] = false;
        changed["paths"]!["/api/health/live"]!["get"]!.AsObject().Remove("summary");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "openapi.json");
        await File.WriteAllTextAsync(path, changed.ToJsonString(), TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await RunRedoclyAsync(path);

        exitCode.ShouldNotBe(0);
        output.ShouldContain("no-invalid-media-type-examples");
        output.ShouldContain("operation-summary");
    }

    [Fact]
    public async Task Every_example_fits_its_schema()
    {
        var faults = new List<string>();
        var count = 0;

        foreach (var (pointer, node) in Walk("", fixture.Document))
        {
            if (node["schema"] is not null && node["examples"] is JsonObject named)
            {
                foreach (var (name, _) in named)
                {
                    var tokens = (pointer + "/examples/" + name).Split('/').Skip(1).Select(Unescape);
                    var value = fixture.Contract.Find(tokens).Node["value"];
                    await CheckAsync(pointer + "/schema", value, $"{pointer} {name}");
                }
            }

            if (node["examples"] is JsonArray examples)
            {
                foreach (var example in examples)
                {
                    await CheckAsync(pointer, example, pointer);
                }
            }
        }

        faults.ShouldBeEmpty();
        count.ShouldBeGreaterThan(40);

        async Task CheckAsync(string schema, JsonNode? value, string place)
        {
            count++;
            faults.AddRange((await fixture.Contract.ValidateAsync(schema, value)).Select(fault => $"{place}: {fault}"));
        }
    }

    [Fact]
    public void Every_example_is_used()
    {
        var text = fixture.Document["paths"]!.ToJsonString();

        fixture.Document["components"]!["examples"]!
            .AsObject()
            .Select(example => example.Key)
            .Where(name => !text.Contains($"\"#/components/examples/{name}\"", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_version_is_the_app_s()
    {
        var properties = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"));

        ((string)fixture.Document["info"]!["version"]!).ShouldBe(properties.Descendants("Version").Single().Value);
    }

    [Fact]
    public async Task Links_lead_to_pages_and_headings_that_exist()
    {
        var folder = PleoFunctions.Onboarding.Responses.ProblemCatalog.ErrorsPage[..^"errors.md".Length];
        var links = System
            .Text.RegularExpressions.Regex.Matches(
                fixture.Document.ToJsonString(),
                System.Text.RegularExpressions.Regex.Escape(folder) + "(?<page>[a-z]+\\.md)(?:#(?<heading>[a-z_-]+))?",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(10)
            )
            .Select(link => (Page: link.Groups["page"].Value, Heading: link.Groups["heading"].Value))
            .Distinct()
            .ToList();

        links.Count.ShouldBeGreaterThan(20);
        foreach (var (page, heading) in links)
        {
            var text = await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "docs", page),
                TestContext.Current.CancellationToken
            );
            var headings = text.Split('\n')
                .Where(line => line.StartsWith('#'))
                .Select(line => line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-'));
            headings.Append("").ShouldContain(heading, StringComparer.Ordinal, page);
        }
    }

    private static IEnumerable<(string Pointer, JsonObject Node)> Walk(string pointer, JsonNode? node) =>
        node switch
        {
            // The content of an example is data, not schema.
            JsonObject one when !pointer.EndsWith("/value", StringComparison.Ordinal) => one.SelectMany(member =>
                    Walk(pointer + "/" + Escape(member.Key), member.Value)
                )
                .Prepend((pointer, one)),
            JsonArray many => many.SelectMany((item, index) => Walk($"{pointer}/{index}", item)),
            _ => [],
        };

    private static string Escape(string token) =>
        token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static async Task<(int ExitCode, string Output, string Errors)> RunRedoclyAsync(string document)
    {
        var node = Path.Combine(Repository.Root, "tests", "PleoFunctions.Testing", "node");
        await NodePackages.InstallAsync(node);
        var start = new ProcessStartInfo(
            "node",
            [
                Path.Combine(node, "node_modules", "@redocly", "cli", "bin", "cli.js"),
                "lint",
                "--format=json",
                "--config",
                Path.Combine(Repository.Root, "tests", "PleoFunctions.Integration.Tests", "OpenApi", "redocly.yaml"),
                document,
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(document)!,
        };

        // It must neither check for updates nor report this run.
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
