namespace PleoFunctions.Onboarding.Responses;

/// <summary>What a host sends back: a status, headers and a body. It belongs to no host.</summary>
public sealed class Answer
{
    /// <summary>The HTTP status, 200 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>The <c>Content-Type</c> of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>
    /// How the request ended: an outcome such as <c>created</c>, or a problem's code; null for a document that has
    /// neither.
    /// </summary>
    public string? Outcome { get; init; }

    /// <summary>The other headers, in no particular order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
