using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>The validated settings as typed values.</summary>
internal sealed class PleoSettings
{
    private static readonly Uri StagingAddress = new("https://external.staging.pleo.io/");

    private static readonly Uri ProductionAddress = new("https://external.pleo.io/");

    private const double LeaseMargin = 2.5;

    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(30);

    public PleoSettings(IOptions<PleoOptions> options, IOptions<PleoTimings> timings)
    {
        var values = options.Value;
        BaseAddress =
            values.BaseAddress is { } address ? new Uri(address.EndsWith('/') ? address : address + '/')
            : string.Equals(values.Environment, PleoOptions.Production, StringComparison.Ordinal) ? ProductionAddress
            : StagingAddress;
        AttemptTimeout = DurationAttribute.Parse(values.AttemptTimeout);
        TotalTimeout = DurationAttribute.Parse(values.TotalTimeout);
        SettlingTime = timings.Value.SettlingTime ?? DurationAttribute.Parse(values.SettlingTime);
        Lease = timings.Value.Lease ?? LeaseFor(TotalTimeout);
        MaxConcurrency = WholeNumberAttribute.Parse(values.MaxConcurrency);
    }

    /// <summary>Pleo's address. It ends with a slash.</summary>
    public Uri BaseAddress { get; }

    public TimeSpan AttemptTimeout { get; }

    public TimeSpan TotalTimeout { get; }

    /// <summary>How long a POST or PUT without a reply may still take effect at Pleo.</summary>
    public TimeSpan SettlingTime { get; }

    /// <summary>
    /// How long a claim on a customer holds: longer than a delivery can take, with room for the ledger's own calls. At
    /// least 30 s.
    /// </summary>
    public TimeSpan Lease { get; }

    public int MaxConcurrency { get; }

    private static TimeSpan LeaseFor(TimeSpan totalTimeout) =>
        totalTimeout * LeaseMargin is var lease && lease > ShortestLease ? lease : ShortestLease;
}

/// <summary>Times below what the settings allow, for tests. Code can change them; they are not settings.</summary>
internal sealed class PleoTimings
{
    /// <summary>Replaces <c>Pleo__SettlingTime</c>; any length.</summary>
    /// <value>Default: null, so the setting counts.</value>
    public TimeSpan? SettlingTime { get; set; }

    /// <summary>Replaces how long a claim holds; any length.</summary>
    /// <value>Default: null, so it follows from <c>Pleo__TotalTimeout</c>.</value>
    public TimeSpan? Lease { get; set; }
}

/// <summary>The address of Pleo's API.</summary>
/// <param name="Value">An absolute address that ends with a slash.</param>
public sealed record PleoAddress(Uri Value);
