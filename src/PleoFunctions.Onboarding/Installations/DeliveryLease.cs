using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>How long a claim holds: longer than a delivery can take, with room for the ledger's own calls.</summary>
internal static class DeliveryLease
{
    private const double Margin = 2.5;

    public static TimeSpan For(PleoSettings settings) => settings.TotalTimeout * Margin;
}
