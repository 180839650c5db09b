namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The rules for a claim on a delivery that a ledger knows already. They are the same for every ledger.</summary>
internal static class ClaimRules
{
    /// <summary>Why a known delivery cannot be claimed; null when the claim can take it over.</summary>
    /// <param name="known">The delivery in the ledger.</param>
    /// <param name="request">The webhook that came in.</param>
    /// <param name="now">The time on the ledger's clock.</param>
    public static ClaimResult? Refuse(DeliveryRecord known, DeliveryRequest request, DateTimeOffset now)
    {
        if (known.BodyHash != request.BodyHash)
        {
            return ClaimResult.Reused.Instance;
        }

        return known.Summary switch
        {
            { State: DeliveryState.Done } => new ClaimResult.Done(known.Answer),
            { LeaseUntil: { } until } when until > now => new ClaimResult.InProgress(until - now),
            _ => null,
        };
    }

    /// <summary>The doubt that a claim takes over. A claim that ended without a record may have sent its request.</summary>
    /// <param name="known">The delivery in the ledger.</param>
    public static InDoubt? DoubtOf(DeliveryRecord known) =>
        known.Summary.State is DeliveryState.InProgress ? known.Doubt ?? new InDoubt(known.Summary.ChangedAt)
        : known.Summary.State is DeliveryState.Unknown ? known.Doubt
        : null;
}
