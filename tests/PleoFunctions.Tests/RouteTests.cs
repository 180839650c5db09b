using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using PleoFunctions.Functions;
using PleoFunctions.Testing;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Tests;

/// <summary>The document has exactly the function app's triggers.</summary>
public sealed class RouteTests
{
    private static IReadOnlyDictionary<string, AuthorizationLevel> Triggers { get; } = FindTriggers();

    [Fact]
    public void Every_trigger_is_in_the_document_and_every_operation_is_a_trigger() =>
        Operations().Keys.ShouldBe(Triggers.Keys, ignoreOrder: true);

    [Fact]
    public void An_operation_requires_the_key_that_its_trigger_requires()
    {
        foreach (var (route, operation) in Operations())
        {
            var expected = Triggers[route] switch
            {
                AuthorizationLevel.Function => new[] { "functionKeyQuery", "functionKeyHeader" },
                // The core asks operators for a token or the key.
                AuthorizationLevel.Anonymous when IsForOperators(operation) => ["operatorToken", "adminKey"],
                _ => [],
            };
            operation["security"]!
                .AsArray()
                .Select(scheme => scheme!.AsObject().Single().Key)
                .ShouldBe(expected, route);
        }
    }

    private static bool IsForOperators(JsonNode operation) =>
        operation["tags"]!.AsArray().Select(tag => (string?)tag).Contains("Operators", StringComparer.Ordinal);

    [Fact]
    public void Keys_go_where_the_functions_host_looks_for_them()
    {
        foreach (
            var (name, scheme) in OpenApiContract.Shared.Document["components"]!["securitySchemes"]!
                .AsObject()
                .Where(scheme => scheme.Key is not "operatorToken")
        )
        {
            ((string)scheme!["type"]!).ShouldBe("apiKey", name);
            ((string)scheme["in"]!, (string)scheme["name"]!).ShouldBe(
                name.EndsWith("Query", StringComparison.Ordinal) ? ("query", "code") : ("header", "x-functions-key"),
                name
            );
        }
    }

    private static Dictionary<string, JsonNode> Operations() =>
        OpenApiContract.Shared.Document["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject()
                    .Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!))
            )
            .ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, AuthorizationLevel> FindTriggers()
    {
        var host = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "host.json")))!;
        var prefix = (string?)host["extensions"]?["http"]?["routePrefix"] ?? "api";

        return typeof(OnboardingFunction)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>()
            .SelectMany(trigger =>
                trigger.Methods!.Select(method =>
                    ($"{method.ToUpperInvariant()} /{prefix}/{trigger.Route}", trigger.AuthLevel)
                )
            )
            .ToDictionary(StringComparer.Ordinal);
    }
}
