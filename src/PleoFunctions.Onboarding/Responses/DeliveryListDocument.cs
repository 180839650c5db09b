namespace PleoFunctions.Onboarding.Responses;

/// <summary>A page of a partner's deliveries.</summary>
internal sealed class DeliveryListDocument
{
    public required IReadOnlyList<DeliveryDocument> Deliveries { get; init; }

    /// <summary>What to ask with for the next page; absent on the last.</summary>
    public string? Continuation { get; init; }
}
