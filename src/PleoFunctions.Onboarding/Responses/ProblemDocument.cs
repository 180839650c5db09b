using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>A problem as it is sent (RFC 9457 section 3).</summary>
internal sealed class ProblemDocument
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    public required string Code { get; init; }

    public required bool Retryable { get; init; }

    public string? DeliveryId { get; init; }

    public required string TraceId { get; init; }

    public IReadOnlyList<PayloadError>? Errors { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
