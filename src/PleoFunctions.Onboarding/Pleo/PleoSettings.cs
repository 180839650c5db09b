using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>The validated settings as typed values.</summary>
internal sealed class PleoSettings
{
    private static readonly Uri StagingAddress = new("https://external.staging.pleo.io/");

    private static readonly Uri ProductionAddress = new("https://external.pleo.io/");

    public PleoSettings(IOptions<PleoOptions> options)
    {
        var values = options.Value;
        BaseAddress =
            values.BaseAddress is { } address ? new Uri(address.EndsWith('/') ? address : address + '/')
            : string.Equals(values.Environment, PleoOptions.Production, StringComparison.Ordinal) ? ProductionAddress
            : StagingAddress;
        AttemptTimeout = DurationAttribute.Parse(values.AttemptTimeout);
        TotalTimeout = DurationAttribute.Parse(values.TotalTimeout);
        MaxConcurrency = WholeNumberAttribute.Parse(values.MaxConcurrency);
    }

    /// <summary>Pleo's address. It ends with a slash.</summary>
    public Uri BaseAddress { get; }

    public TimeSpan AttemptTimeout { get; }

    public TimeSpan TotalTimeout { get; }

    public int MaxConcurrency { get; }
}

/// <summary>The address of Pleo's API.</summary>
/// <param name="Value">An absolute address that ends with a slash.</param>
public sealed record PleoAddress(Uri Value);
