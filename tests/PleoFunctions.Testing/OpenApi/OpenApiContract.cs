using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PleoFunctions.Testing.OpenApi;

/// <summary>Checks answers against the OpenAPI document: status, headers and body.</summary>
public sealed class OpenApiContract : IAsyncDisposable
{
    // Part of every answer; the document must have all other headers.
    private static readonly HashSet<string> HeadersOfHttp = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Content-Length",
        "Content-Type",
        "Date",
        "Keep-Alive",
        "Transfer-Encoding",
    };

    private readonly Lazy<Task<SchemaValidator>> _validator = new(() => SchemaValidator.StartAsync(DocumentPath));

    /// <summary>The file that the core serves.</summary>
    public static string DocumentPath { get; } =
        Path.Combine(Repository.Root, "src", "PleoFunctions.Onboarding", "OpenApi", "openapi.json");

    /// <summary>The contract that all tests of a process share. Its validator starts at first use.</summary>
    public static OpenApiContract Shared { get; } = new();

    /// <summary>The document.</summary>
    public JsonObject Document { get; } = JsonNode.Parse(File.ReadAllBytes(DocumentPath))!.AsObject();

    /// <summary>The node at a pointer (RFC 6901), through any <c>$ref</c> at its end; and where that node is.</summary>
    public (string Pointer, JsonNode Node) Find(params IEnumerable<string> tokens)
    {
        var pointer = string.Concat(
            tokens.Select(token =>
                "/" + token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            )
        );
        return Follow(pointer);
    }

    /// <summary>Validates a value against a schema of the document.</summary>
    /// <param name="schema">The pointer to the schema (RFC 6901).</param>
    /// <param name="value">The value.</param>
    /// <returns>The errors; empty when it is valid.</returns>
    public async Task<IReadOnlyList<string>> ValidateAsync(string schema, JsonNode? value)
    {
        var validator = await _validator.Value;
        return await validator.ValidateAsync(schema, value);
    }

    /// <summary>Checks an answer against the document.</summary>
    /// <exception cref="ContractViolationException">The answer does not fit; the message lists every difference.</exception>
    public async Task<RecordedAnswer> CheckAsync(ObservedAnswer answer)
    {
        if (FindOperation(answer) is not { } operation)
        {
            throw Violation(answer, ["the document has no such operation"]);
        }

        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        if (operation.Node["responses"]![status] is null)
        {
            throw Violation(answer, [$"{operation.Node["operationId"]} has no response {status}"]);
        }

        var response = Follow($"{operation.Pointer}/responses/{status}");
        var faults = new List<string>();
        await CheckHeadersAsync(response, answer, faults);
        var body = await CheckBodyAsync(response, answer, faults);
        if (faults.Count > 0)
        {
            throw Violation(answer, faults);
        }

        return new RecordedAnswer(
            (string)operation.Node["operationId"]!,
            answer.Status,
            IsProblem(answer) ? (string?)body?["code"] : null,
            answer.Headers.GetValueOrDefault("Onboarding-Outcome")
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_validator.IsValueCreated)
        {
            var validator = await _validator.Value;
            await validator.DisposeAsync();
        }
    }

    private (string Pointer, JsonNode Node)? FindOperation(ObservedAnswer answer)
    {
        // A template without parameters comes before one with parameters (OpenAPI 3.1, section 4.8.8.2).
        var path = Document["paths"]!
            .AsObject()
            .Select(path => path.Key)
            .OrderBy(template => template.Count(character => character is '{'))
            .FirstOrDefault(template => Fits(template, answer.Path));
        var method = answer.Method.ToLowerInvariant();
        return path is not null && Document["paths"]![path]![method] is not null ? Find("paths", path, method) : null;
    }

    private static bool Fits(string template, string path)
    {
        var (expected, actual) = (template.Split('/'), path.Split('/'));
        return expected.Length == actual.Length
            && expected
                .Zip(actual)
                .All(pair =>
                    pair.First.StartsWith('{')
                        ? pair.Second.Length > 0
                        : string.Equals(pair.First, pair.Second, StringComparison.Ordinal)
                );
    }

    private async Task CheckHeadersAsync(
        (string Pointer, JsonNode Node) response,
        ObservedAnswer answer,
        List<string> faults
    )
    {
        var declared = response.Node["headers"]?.AsObject() ?? [];
        foreach (var (name, _) in declared)
        {
            var (pointer, header) = Follow($"{response.Pointer}/headers/{name}");
            if (answer.Headers.TryGetValue(name, out var text))
            {
                var isNumber = string.Equals((string?)header["schema"]!["type"], "integer", StringComparison.Ordinal);
                JsonNode value =
                    isNumber && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : text;
                faults.AddRange(
                    (await ValidateAsync(pointer + "/schema", value)).Select(fault => $"header {name}: {fault}")
                );
            }
            else if (header["required"]?.GetValue<bool>() is true)
            {
                faults.Add($"header {name} is missing");
            }
        }

        faults.AddRange(
            answer
                .Headers.Keys.Where(name => !HeadersOfHttp.Contains(name))
                .Where(name => !declared.Any(one => one.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
                .Select(name => $"header {name} is not in the document")
        );
    }

    private async Task<JsonNode?> CheckBodyAsync(
        (string Pointer, JsonNode Node) response,
        ObservedAnswer answer,
        List<string> faults
    )
    {
        if (response.Node["content"] is not JsonObject content)
        {
            if (!answer.Body.IsEmpty)
            {
                faults.Add("there is a body, and should be none");
            }

            return null;
        }

        if (MediaTypeOf(answer) is not { } mediaType || !content.ContainsKey(mediaType))
        {
            faults.Add($"the Content-Type is not {string.Join(" or ", content.Select(one => one.Key))}");
            return null;
        }

        var body = JsonNode.Parse(answer.Body.Span);
        var schema = Follow($"{response.Pointer}/content/{Escape(mediaType)}/schema").Pointer;
        faults.AddRange((await ValidateAsync(schema, body)).Select(fault => $"body: {fault}"));
        return body;
    }

    private (string Pointer, JsonNode Node) Follow(string pointer)
    {
        JsonNode? node = Document;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node is JsonArray array ? array[int.Parse(name, CultureInfo.InvariantCulture)] : node?[name];
        }

        return node switch
        {
            null => throw new InvalidOperationException($"The document has nothing at {pointer}."),
            JsonObject reference when reference["$ref"] is { } target => Follow(((string)target!)[1..]),
            _ => (pointer, node),
        };
    }

    private static bool IsProblem(ObservedAnswer answer) =>
        string.Equals(MediaTypeOf(answer), "application/problem+json", StringComparison.Ordinal);

    private static string? MediaTypeOf(ObservedAnswer answer) =>
        answer.Headers.TryGetValue("Content-Type", out var text)
        && MediaTypeHeaderValue.TryParse(text, out var mediaType)
            ? mediaType.MediaType
            : null;

    private static string Escape(string token) =>
        token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static ContractViolationException Violation(ObservedAnswer answer, IEnumerable<string> faults) =>
        new(
            string.Join(
                "\n  ",
                faults.Prepend(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{answer.Method} {answer.Path} was answered by {answer.Status} in a way that the OpenAPI document does not describe:"
                    )
                )
            )
                + "\n"
                + Encoding.UTF8.GetString(answer.Body.Span)
        );
}
