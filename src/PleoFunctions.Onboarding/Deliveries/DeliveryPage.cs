namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>Some of a partner's deliveries.</summary>
/// <param name="Deliveries">In the order of their ids.</param>
/// <param name="Continuation">Where the next page begins, in the archive's own words; null after the last.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliverySummary> Deliveries, string? Continuation);
