using PleoFunctions.Local.Diagnosis;
using PleoFunctions.Onboarding.Tests.Webhooks;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Diagnosis;

/// <summary>What <c>verify</c> would print, each check as <c>subject ok|FAILS: finding</c>.</summary>
internal static class VerifyOutput
{
    public static IReadOnlyList<string> Of(
        SignatureScheme scheme,
        IEnumerable<KeyValuePair<string, string>> headers,
        byte[] body,
        string secret
    )
    {
        var captured = new WebhookHeaders().Add(headers);

        return
        [
            .. SignatureDiagnosis
                .Run(scheme, captured, body, secret, TimeSpan.FromMinutes(5), Arrival.Time)
                .Select(check => $"{check.Subject} {(check.Passed ? "ok" : "FAILS")}: {check.Finding}"),
        ];
    }
}
