using System.Globalization;
using Azure;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>The <c>Retry-After</c> of an Azure service's response, which gives seconds (RFC 9110 section 10.2.3).</summary>
internal static class RetryAfterHeader
{
    public static TimeSpan? Read(Response? response) =>
        response is not null
        && response.Headers.TryGetValue("Retry-After", out var value)
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
