
namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A step of the flow.</summary>
/// <param name="Name">The span's name without <c>onboarding.</c>: read, verify, key, claim, attempt, complete, release.</param>
/// <param name="Within">The step that it is a part of, if any.</param>
/// <param name="StartMs">When it began, in milliseconds after the request arrived.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Attempt">The number of an attempt at Pleo.</param>
/// <param name="SpanId">The span's id, under which calls belong to it.</param>
internal sealed record StepDocument(
    string Name,
    string? Within,
    double StartMs,
    double DurationMs,
    string? Result,
    int? Attempt,
    string SpanId
);
