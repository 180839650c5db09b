namespace PleoFunctions.Onboarding;

/// <summary>What a host sends back, in any host's terms: a status, headers and a body.</summary>
public sealed class Answer
{
    /// <summary>The HTTP status, 200 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>The <c>Content-Type</c> of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>The other headers, in no order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
