using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Signatures;

/// <summary>The libraries that partners sign and verify with, behind <c>node/sign.mjs</c>.</summary>
internal sealed class WebhookLibraries : IAsyncDisposable
{
    private readonly ChildProcess _node;
    private int _answers;

    private WebhookLibraries(ChildProcess node) => _node = node;

    public static async Task<WebhookLibraries> StartAsync()
    {
        var folder = await SignerPackages.InstalledAsync();
        return new WebhookLibraries(ChildProcess.Start("node", ["sign.mjs"], directory: folder));
    }

    /// <summary>Signs with a library, now.</summary>
    /// <returns>The headers to send.</returns>
    public async Task<IReadOnlyDictionary<string, string>> SignAsync(
        string library,
        string secret,
        string id,
        string body
    )
    {
        var answer = await AskAsync(
            new JsonObject
            {
                ["library"] = library,
                ["secret"] = secret,
                ["id"] = id,
                ["timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                ["body"] = body,
            }
        );
        return answer["headers"]!
            .AsObject()
            .ToDictionary(header => header.Key, header => (string)header.Value!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Verifies with a library.</summary>
    public async Task<bool> VerifyAsync(
        string library,
        string secret,
        IReadOnlyDictionary<string, string> headers,
        string body
    )
    {
        var answer = await AskAsync(
            new JsonObject
            {
                ["library"] = library,
                ["secret"] = secret,
                ["headers"] = new JsonObject(
                    headers.Select(header =>
                        KeyValuePair.Create(header.Key.ToLowerInvariant(), (JsonNode?)header.Value)
                    )
                ),
                ["body"] = body,
            }
        );
        return (bool)answer["verified"]!;
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    /// <summary>One request at a time; its response is the next line.</summary>
    private async Task<JsonNode> AskAsync(JsonObject question)
    {
        var passOver = _answers++;
        await _node.WriteLineAsync(question.ToJsonString());
        return await _node.WhenPrintedAsync(line => passOver-- == 0 ? JsonNode.Parse(line) : null);
    }
}
