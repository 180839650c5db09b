using System.Text.Json;
using System.Text.RegularExpressions;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Performance;

/// <summary>Every published assembly has a reason, and is loaded only when it is used.</summary>
public sealed partial class CarriedAssembliesTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "performance.md"));

    [Fact]
    public void The_page_names_exactly_the_published_assemblies() =>
        Rows().Select(row => row.Name).ShouldBe(Published(), ignoreOrder: true);

    [Fact]
    public async Task Loads_no_assembly_that_a_delivery_does_not_use()
    {
        await using var local = await LocalProcess.StartAsync();
        await local.SendAsync();
        var idle = Rows().Where(row => row.Why.Contains("*when used*", StringComparison.Ordinal)).ToList();

        var loaded = local.LoadedFiles.ToHashSet(StringComparer.OrdinalIgnoreCase);

        loaded.Contains("PleoFunctions.Onboarding.dll").ShouldBeTrue();
        idle.ShouldNotBeEmpty();
        idle.Select(row => row.Name).Where(name => loaded.Contains(name)).ShouldBeEmpty();
    }

    private static IEnumerable<(string Name, string Why)> Rows() =>
        AssemblyRow().Matches(Page).Select(row => (row.Groups["name"].Value, row.Groups["why"].Value));

    /// <summary>The files that the build lists for the published app on Linux.</summary>
    private static IEnumerable<string> Published()
    {
        using var list = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "PleoFunctions.Local.deps.json"))
        );
        foreach (
            var library in list.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
        )
        {
            foreach (var file in FilesOf(library.Value))
            {
                yield return Path.GetFileName(file);
            }
        }
    }

    private static IEnumerable<string> FilesOf(JsonElement library)
    {
        if (library.TryGetProperty("runtime", out var everywhere))
        {
            foreach (var file in everywhere.EnumerateObject())
            {
                yield return file.Name;
            }
        }

        if (library.TryGetProperty("runtimeTargets", out var somewhere))
        {
            foreach (var file in somewhere.EnumerateObject())
            {
                if (file.Name.StartsWith("runtimes/linux-x64/", StringComparison.Ordinal))
                {
                    yield return file.Name;
                }
            }
        }
    }

    [GeneratedRegex(
        @"^\| `(?<name>[^`]+\.(dll|so))` \| (?<why>[^|]+) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex AssemblyRow();
}
