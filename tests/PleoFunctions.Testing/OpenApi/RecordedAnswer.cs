namespace PleoFunctions.Testing.OpenApi;

/// <summary>An answer that fits the document.</summary>
/// <param name="Operation">The <c>operationId</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The problem's code; null when it is not a problem.</param>
/// <param name="Outcome">The <c>Onboarding-Outcome</c>; null when there is none.</param>
public sealed record RecordedAnswer(string Operation, int Status, string? Code, string? Outcome);
