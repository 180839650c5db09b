namespace PleoFunctions.Testing.OpenApi;

/// <summary>An answer as a client sees it, from any host.</summary>
public sealed class ObservedAnswer
{
    /// <summary>The request's method.</summary>
    public required string Method { get; init; }

    /// <summary>The request's path, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The answer's headers, including <c>Content-Type</c>.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The answer's body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
