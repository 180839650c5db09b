namespace PleoFunctions.Onboarding.Responses;

/// <summary>The one table of all problem codes. <c>docs/errors.md</c> explains the same rows to people.</summary>
public static class ProblemCatalog
{
    /// <summary>The page that explains the codes; each has a heading of its name.</summary>
    public const string ErrorsPage = "https://github.com/PleoFunctions/PleoFunctions/blob/main/docs/errors.md";

    /// <summary>All codes, in the order of <see cref="ProblemCode"/>.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        new(ProblemCode.MalformedJson, "malformed_json", 400, "The body is not JSON", false),
        new(ProblemCode.InvalidPayload, "invalid_payload", 400, "The payload is not of the expected form", false),
        new(ProblemCode.InvalidDeliveryId, "invalid_delivery_id", 400, "The delivery id is not valid", false),
        new(ProblemCode.SignatureMissing, "signature_missing", 401, "The signature is missing", false),
        new(ProblemCode.SignatureInvalid, "signature_invalid", 401, "The signature does not fit", false),
        new(
            ProblemCode.TimestampOutOfTolerance,
            "timestamp_out_of_tolerance",
            401,
            "The timestamp is out of tolerance",
            false
        ),
        new(ProblemCode.UnknownPartner, "unknown_partner", 404, "There is no such partner", false),
        new(ProblemCode.DeliveryInProgress, "delivery_in_progress", 409, "The delivery is being worked on", true),
        new(ProblemCode.PayloadTooLarge, "payload_too_large", 413, "The body is too large", false),
        new(ProblemCode.UnsupportedMediaType, "unsupported_media_type", 415, "The body is not plain JSON", false),
        new(
            ProblemCode.DeliveryIdReused,
            "delivery_id_reused",
            422,
            "The delivery id was used for another body",
            false
        ),
        new(ProblemCode.TenantNotConfigured, "tenant_not_configured", 422, "The tenant has no Pleo API key", false),
        new(ProblemCode.PleoRejected, "pleo_rejected", 422, "Pleo rejected the installation", false),
        new(ProblemCode.PleoUnauthorized, "pleo_unauthorized", 502, "Pleo refused the tenant's API key", true),
        new(
            ProblemCode.PleoUnexpectedResponse,
            "pleo_unexpected_response",
            502,
            "Pleo answered outside its contract",
            true
        ),
        new(ProblemCode.PleoRateLimited, "pleo_rate_limited", 503, "Pleo limits the rate of calls", true),
        new(ProblemCode.PleoUnavailable, "pleo_unavailable", 503, "Pleo is not available", true),
        new(ProblemCode.OutcomeUnknown, "outcome_unknown", 503, "It is not known yet whether Pleo created it", true),
        new(ProblemCode.VaultUnavailable, "vault_unavailable", 503, "The keys cannot be read now", true),
        new(ProblemCode.LedgerUnavailable, "ledger_unavailable", 503, "The ledger cannot be reached", true),
        new(ProblemCode.InternalError, "internal_error", 500, "An error of ours", true),
        new(ProblemCode.UnknownDelivery, "unknown_delivery", 404, "There is no such delivery", false),
        new(ProblemCode.InvalidQuery, "invalid_query", 400, "The query is not valid", false),
    ];

    /// <summary>The row of a code.</summary>
    public static ProblemDefinition Of(ProblemCode code) => All[(int)code];
}
