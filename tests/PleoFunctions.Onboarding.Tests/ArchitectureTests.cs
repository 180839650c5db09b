using System.Collections.Frozen;
using Mono.Cecil;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>
/// The core is built in floors. A floor is a folder and its namespace, and it may know only the floors in its list. A
/// list names only floors from earlier rows, so the graph has no circle. Composition may know every floor.
/// </summary>
public sealed class ArchitectureTests
{
    private const string Root = "PleoFunctions.Onboarding";
    private const string Flow = "the flow";
    private const string Composition = "composition";

    /// <summary>The floors from the ground up, each with the floors that it knows.</summary>
    private static readonly (string Floor, string[] Knows)[] Floors =
    [
        ("Settings", []),
        ("Responses", []),
        ("Telemetry", []),
        ("Pleo", ["Settings", "Responses"]),
        ("Webhooks", ["Settings", "Responses", "Pleo"]),
        ("Webhooks.Signatures", ["Webhooks"]),
        ("Partners", ["Settings", "Responses", "Pleo", "Webhooks", "Webhooks.Signatures"]),
        ("Secrets", ["Settings", "Responses", "Telemetry", "Pleo", "Webhooks.Signatures", "Partners"]),
        ("Ledger", ["Settings", "Responses", "Telemetry"]),
        ("Ledger.TableStorage", ["Responses", "Telemetry", "Ledger"]),
        ("Ledger.InMemory", ["Responses", "Ledger"]),
        ("Installations", ["Responses", "Telemetry", "Pleo", "Webhooks", "Partners", "Secrets", "Ledger"]),
        (
            Flow,
            [
                "Responses",
                "Telemetry",
                "Pleo",
                "Webhooks",
                "Webhooks.Signatures",
                "Partners",
                "Secrets",
                "Ledger",
                "Installations",
            ]
        ),
        ("Recovery", ["Settings", "Responses", "Telemetry", "Pleo", "Partners", "Ledger", Flow]),
        ("Operators", ["Settings", "Responses", "Telemetry", "Webhooks", "Partners", "Ledger", Flow, "Recovery"]),
        ("Health", ["Responses", "Pleo", "Partners", "Secrets", "Ledger"]),
        ("OpenApi", ["Responses"]),
    ];

    /// <summary>The types of the root namespace, by floor.</summary>
    private static readonly FrozenDictionary<string, string> TypesOfTheRoot = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        [nameof(OnboardingHandler)] = Flow,
        ["DeliveryContext"] = Flow,
        ["DeliveryDrain"] = Flow,
        ["RunReason"] = Flow,
        [nameof(OnboardingServices)] = Composition,
        ["UnknownSettings"] = Composition,
        ["OptionNames"] = Composition,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static TheoryData<string> FloorNames => [.. Floors.Select(floor => floor.Floor)];

    private static FrozenDictionary<string, FrozenSet<string>> Edges { get; } = ReadEdges();

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Azure.Functions")]
    [InlineData("Microsoft.Azure.WebJobs")]
    [InlineData("PleoFunctions")]
    public void The_core_knows_no_host(string family)
    {
        var references = typeof(OnboardingHandler).Assembly.GetReferencedAssemblies().Select(name => name.Name!);

        references.ShouldNotBeEmpty();
        references.Where(name => name.StartsWith(family, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_has_a_row_in_the_list_of_floors() =>
        Edges
            .Keys.Order(StringComparer.Ordinal)
            .ShouldBe(
                Floors.Select(floor => floor.Floor).Append(Composition).Order(StringComparer.Ordinal),
                "A new folder needs a row in the list of floors. A row without a folder has to be removed."
            );

    [Theory]
    [MemberData(nameof(FloorNames))]
    public void A_floor_knows_only_the_floors_of_its_list(string floor)
    {
        var knows = Floors.Single(row => row.Floor.Equals(floor, StringComparison.Ordinal)).Knows;

        Edges[floor].Except(knows, StringComparer.Ordinal).ShouldBeEmpty($"{floor} may not know these floors.");
    }

    [Fact]
    public void A_list_names_only_floors_from_earlier_rows()
    {
        var below = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (floor, knows) in Floors)
        {
            knows.ShouldBeSubsetOf(below, StringComparer.Ordinal, floor);
            below.Add(floor).ShouldBeTrue(floor);
        }
    }

    /// <summary>The floors that each floor knows, by the compiled assembly.</summary>
    private static FrozenDictionary<string, FrozenSet<string>> ReadEdges()
    {
        using var core = AssemblyDefinition.ReadAssembly(typeof(OnboardingHandler).Assembly.Location);
        return core
            .MainModule.Types.Where(IsInCore)
            .GroupBy(FloorOf, StringComparer.Ordinal)
            .ToFrozenDictionary(
                floor => floor.Key,
                floor =>
                    floor
                        .SelectMany(TypeReferences.Of)
                        .Where(IsInCore)
                        .Select(FloorOf)
                        .Where(known => !known.Equals(floor.Key, StringComparison.Ordinal))
                        .ToFrozenSet(StringComparer.Ordinal),
                StringComparer.Ordinal
            );
    }

    private static bool IsInCore(TypeReference type) =>
        type.Namespace.Equals(Root, StringComparison.Ordinal)
        || type.Namespace.StartsWith(Root + ".", StringComparison.Ordinal);

    private static string FloorOf(TypeReference type) =>
        type.Namespace.Equals(Root, StringComparison.Ordinal)
            ? TypesOfTheRoot.GetValueOrDefault(type.Name, type.FullName)
            : type.Namespace[(Root.Length + 1)..];
}
