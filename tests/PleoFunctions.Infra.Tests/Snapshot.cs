using System.Text.Json;
using System.Text.RegularExpressions;

namespace PleoFunctions.Infra.Tests;

/// <summary>What a parameter file would deploy, as the Bicep CLI predicts it without asking Azure.</summary>
internal sealed partial class Snapshot
{
    private const string EmptyId = "00000000-0000-0000-0000-000000000000";

    private readonly Lazy<IReadOnlyList<Resource>> _resources;

    private Snapshot(string name, string folder)
    {
        (Name, Parameters) = (name, $"{folder}/{name}.bicepparam");
        _resources = new(() => Read($"{folder}/{name}.snapshot.json"));
    }

    public static Snapshot Staging { get; } = new("staging", "infra");

    public static Snapshot Production { get; } = new("production", "infra");

    /// <summary>Not an environment: sets every parameter, so that the tests see the whole template.</summary>
    public static Snapshot Complete { get; } = new("complete", "tests/PleoFunctions.Infra.Tests/Parameters");

    /// <summary>Of another template: the identities of the app and the deployer.</summary>
    public static Snapshot Identities { get; } = new("identities", "tests/PleoFunctions.Infra.Tests/Parameters");

    public static IReadOnlyList<Snapshot> All { get; } = [Staging, Production, Complete];

    public string Name { get; }

    public string Parameters { get; }

    public IReadOnlyList<Resource> Resources => _resources.Value;

    public Resource App => Of("Microsoft.Web/sites").Single();

    /// <summary>The app settings, with expressions that only Azure can resolve left as they are.</summary>
    public IReadOnlyDictionary<string, string> AppSettings =>
        App.Element("properties.siteConfig.appSettings")!
            .Value.EnumerateArray()
            .ToDictionary(
                setting => setting.GetProperty("name").GetString()!,
                setting => setting.GetProperty("value").GetString()!,
                StringComparer.Ordinal
            );

    public IEnumerable<Resource> Of(string type) =>
        Resources.Where(resource => string.Equals(resource.Type, type, StringComparison.Ordinal));

    /// <summary>All resources of a type in all snapshots. There must be one, or a rule proves nothing.</summary>
    public static IReadOnlyList<Resource> Every(string type)
    {
        Resource[] resources = [.. All.SelectMany(snapshot => snapshot.Of(type))];
        resources.ShouldNotBeEmpty($"no snapshot has a {type}");
        return resources;
    }

    /// <summary>Lets the CLI compare the committed snapshot with the template, or write it again.</summary>
    /// <param name="mode"><c>validate</c> or <c>overwrite</c>.</param>
    public Task<BicepRun> RunAsync(string mode) =>
        BicepCli.RunAsync(
            "snapshot",
            Parameters,
            "--mode",
            mode,
            "--tenant-id",
            EmptyId,
            "--subscription-id",
            EmptyId,
            "--resource-group",
            $"rg-pleo-{Name}",
            "--location",
            "westeurope"
        );

    /// <summary>What a parameter file would deploy after some changes to it.</summary>
    public static async Task<Snapshot> PredictAsync(string parameters, params (string Old, string New)[] changes)
    {
        var folder = Directory.CreateTempSubdirectory("infra-").FullName;
        var infra = Path.GetRelativePath(folder, Repository.Infra).Replace('\\', '/');
        var text = changes.Aggregate(
            Using().Replace(Repository.Read(parameters), $"using '{infra}/${{template}}'"),
            (all, change) =>
                all.Contains(change.Old, StringComparison.Ordinal)
                    ? all.Replace(change.Old, change.New, StringComparison.Ordinal)
                    : throw new ArgumentException($"{parameters} lacks: {change.Old}", nameof(changes))
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "changed.bicepparam"), text);
        var snapshot = new Snapshot("changed", folder);

        var run = await snapshot.RunAsync("overwrite");
        run.ExitCode.ShouldBe(0, run.Errors);

        _ = snapshot.Resources;
        Directory.Delete(folder, recursive: true);
        return snapshot;
    }

    private Resource[] Read(string path)
    {
        using var document = JsonDocument.Parse(Repository.Read(path));
        return
        [
            .. document
                .RootElement.GetProperty("predictedResources")
                .EnumerateArray()
                .Select(resource => new Resource(Name, resource.Clone())),
        ];
    }

    [GeneratedRegex("^using '[^']*?(?<template>\\w+\\.bicep)'", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();
}
