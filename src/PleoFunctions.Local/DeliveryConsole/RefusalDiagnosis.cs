using PleoFunctions.Local.Diagnosis;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Adds the findings of <c>verify</c> to a delivery whose signature was refused.</summary>
internal sealed class RefusalDiagnosis(PartnerDirectory partners, KeyRing keys)
{
    private static readonly string[] Codes =
    [
        .. from code in (ProblemCode[])
            [ProblemCode.SignatureMissing, ProblemCode.SignatureInvalid, ProblemCode.TimestampOutOfTolerance]
        select ProblemCatalog.Of(code).Name,
    ];

    /// <summary>Adds the scheme, and the findings if the signature was refused.</summary>
    public async Task<DeliveryDetail> AddToAsync(DeliveryDetail detail, WatchedDelivery delivery)
    {
        if (!partners.TryFind(detail.Summary.Partner, out var partner))
        {
            return detail;
        }

        var known = detail with { Scheme = partner.Scheme.Name };
        return
            Codes.Contains(detail.Summary.Outcome, StringComparer.Ordinal)
            && delivery.RequestBody.ReadAll() is { } body
            && (await keys.GetSigningKeysAsync(partner)).Succeeded(out var secret, out _)
            ? known with
            {
                Diagnosis = SignatureDiagnosis.Run(
                    partner.Scheme,
                    HeadersOf(delivery),
                    body,
                    secret,
                    partner.Tolerance,
                    detail.Summary.At
                ),
            }
            : known;
    }

    private static WebhookHeaders HeadersOf(WatchedDelivery delivery)
    {
        var headers = new WebhookHeaders();
        foreach (var (name, value) in delivery.RequestHeaders)
        {
            headers.Add(name, value);
        }

        return headers;
    }
}
