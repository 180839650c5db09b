using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>
/// The SDK's retries, if they fit into a delivery's time. When the vault asks for a longer pause, the SDK does not
/// retry: the cache delays its next fetch, and the delivery does not wait.
/// </summary>
internal sealed class VaultRetryPolicy()
    : RetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, LongestDelay))
{
    public const int MaxRetries = 2;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        base.ShouldRetry(message, exception) && !AsksForLongerPause(message);

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        await base.ShouldRetryAsync(message, exception) && !AsksForLongerPause(message);

    private static bool AsksForLongerPause(HttpMessage message) =>
        message.HasResponse && RetryAfterHeader.Read(message.Response) > LongestDelay;
}

/// <summary>The <c>Retry-After</c> of an Azure service's response, in seconds (RFC 9110 section 10.2.3).</summary>
internal static class RetryAfterHeader
{
    public static TimeSpan? Read(Response? response) =>
        response is not null
        && response.Headers.TryGetValue("Retry-After", out var value)
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
