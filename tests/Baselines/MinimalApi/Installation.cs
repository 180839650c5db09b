using System.Text.Json;

namespace PleoFunctions.Baselines.MinimalApi;

internal sealed record Installation(
    string Id,
    string ApplicationId,
    string Resource,
    string Status,
    string? ErrorCode,
    Dictionary<string, JsonElement> Metadata,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);
