using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>
/// How long a claim holds: longer than a delivery can take, with room for the ledger's own calls. At least 30 s.
/// </summary>
internal static class DeliveryLease
{
    private const double Margin = 2.5;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    public static TimeSpan For(PleoSettings settings) =>
        settings.Lease ?? (settings.TotalTimeout * Margin is var lease && lease > Shortest ? lease : Shortest);
}
