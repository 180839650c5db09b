namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>The rules for claiming a delivery that a ledger knows already; the same for every ledger.</summary>
internal static class ClaimRules
{
    /// <summary>Why a known delivery cannot be claimed; null when it can be taken over.</summary>
    /// <param name="known">What the ledger has.</param>
    /// <param name="request">What has come in.</param>
    public static Claim? Refuse(KnownDelivery known, DeliveryRequest request)
    {
        if (known.BodyHash != request.BodyHash)
        {
            return Claim.Reused.Instance;
        }

        return known.State switch
        {
            DeliveryState.Done => new Claim.Done(known.Answer),
            DeliveryState.InProgress when known.LeaseLeft > TimeSpan.Zero => new Claim.InProgress(known.LeaseLeft),
            _ => null,
        };
    }

    /// <summary>Whoever held the delivery before may have created the installation.</summary>
    public static bool MayExist(DeliveryState state) => state is DeliveryState.InProgress or DeliveryState.Unknown;
}
