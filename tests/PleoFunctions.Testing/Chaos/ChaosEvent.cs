using System.Globalization;
using System.Text;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Testing.Chaos;

/// <summary>An event of a customer.</summary>
/// <param name="Customer">The customer's number, from 0.</param>
/// <param name="Number">Its place among the customer's events, from 0, the oldest first.</param>
internal sealed record ChaosEvent(int Customer, int Number)
{
    private static readonly DateTimeOffset First = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public string DeliveryId => string.Create(CultureInfo.InvariantCulture, $"msg_{Customer}_{Number}");

    public string Tenant => string.Create(CultureInfo.InvariantCulture, $"{TestTenants.Works}-{Customer}");

    public string Status => InstallationStatus.All[(Customer + Number) % InstallationStatus.All.Length];

    /// <summary>Its webhook's body.</summary>
    public byte[] Payload =>
        Encoding.UTF8.GetBytes(
            $$$"""{"type":"customer.updated","timestamp":"{{{First.AddMinutes(Number):yyyy-MM-dd'T'HH:mm:ss'Z'}}}","data":{"tenant":"{{{Tenant}}}","status":"{{{Status}}}" } }"""
        );
}

/// <summary>The answer that an event got.</summary>
/// <param name="Outcome">How.</param>
/// <param name="InstallationId">The installation that it shows.</param>
internal sealed record ChaosAnswer(string Outcome, string InstallationId);
