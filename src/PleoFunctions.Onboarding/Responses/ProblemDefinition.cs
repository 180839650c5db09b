namespace PleoFunctions.Onboarding.Responses;

/// <summary>What a problem code means to whoever receives it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The code as written in answers, logs and metrics, such as <c>signature_invalid</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What happened, the same words each time (RFC 9457 section 3.1.3).</param>
/// <param name="Retryable">The same request, sent again later, may succeed.</param>
public sealed record ProblemDefinition(ProblemCode Code, string Name, int Status, string Title, bool Retryable)
{
    /// <summary>Where the code is explained (RFC 9457 section 3.1.1).</summary>
    public string Type { get; } = ProblemCatalog.ErrorsPage + "#" + Name;
}
