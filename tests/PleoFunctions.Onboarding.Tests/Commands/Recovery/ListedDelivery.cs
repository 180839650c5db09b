using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Onboarding.Tests.Commands.Recovery;

/// <summary>Deliveries as the list has them.</summary>
internal static class ListedDelivery
{
    public static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    public static DeliveryDocument Of(
        string id,
        string tenant = "northwind",
        string state = "failed",
        string? code = "pleo_unavailable",
        int firstSeen = 0,
        int changed = 0
    ) =>
        new()
        {
            DeliveryId = id,
            Partner = "acme",
            Tenant = tenant,
            State = state,
            Code = code,
            Attempts = 1,
            FirstSeenAt = Start.AddSeconds(firstSeen),
            ChangedAt = Start.AddSeconds(changed),
        };
}
