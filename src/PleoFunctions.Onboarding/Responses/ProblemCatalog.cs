namespace PleoFunctions.Onboarding.Responses;

/// <summary>All problem codes. <c>docs/errors.md</c> explains each one; a test compares the two.</summary>
public static class ProblemCatalog
{
    /// <summary>The page that explains the codes, with a heading for each.</summary>
    public const string ErrorsPage = "https://github.com/PleoFunctions/PleoFunctions/blob/main/docs/errors.md";

    /// <summary>All codes, in the order of <see cref="ProblemCode"/>.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        new(ProblemCode.MalformedJson, 400, "The body is not JSON", false),
        new(ProblemCode.InvalidPayload, 400, "The payload does not have the expected form", false),
        new(ProblemCode.InvalidDeliveryId, 400, "The delivery id is not valid", false),
        new(ProblemCode.SignatureMissing, 401, "The signature is missing", false),
        new(ProblemCode.SignatureInvalid, 401, "The signature is not valid", false),
        new(ProblemCode.TimestampOutOfTolerance, 401, "The timestamp is out of tolerance", false),
        new(ProblemCode.WrongFunctionKey, 403, "The function key does not open this address", false),
        new(ProblemCode.UnknownPartner, 404, "There is no such partner", false),
        new(ProblemCode.DeliveryInProgress, 409, "Another request is working on the delivery", true),
        new(ProblemCode.CustomerBusy, 409, "Another delivery of the customer is being worked on", true),
        new(ProblemCode.DeliveryErased, 410, "The delivery was erased with its customer", false),
        new(ProblemCode.LengthRequired, 411, "The body needs a Content-Length", false),
        new(ProblemCode.PayloadTooLarge, 413, "The body is too large", false),
        new(ProblemCode.UnsupportedMediaType, 415, "The body is not plain JSON", false),
        new(ProblemCode.DeliveryIdReused, 422, "The delivery id was used for another body", false),
        new(ProblemCode.TenantNotConfigured, 422, "The tenant has no Pleo API key", false),
        new(ProblemCode.CompanyMismatch, 422, "The stored key belongs to another Pleo company", false),
        new(ProblemCode.PleoRejected, 422, "Pleo rejected the installation", false),
        new(ProblemCode.PleoUnauthorized, 502, "Pleo refused the tenant's API key", true),
        new(ProblemCode.PleoUnexpectedResponse, 502, "Pleo sent an unexpected response", true),
        new(ProblemCode.PleoRateLimited, 503, "Pleo limits the rate of calls", true),
        new(ProblemCode.PleoUnavailable, 503, "Pleo is not available", true),
        new(ProblemCode.OutcomeUnknown, 503, "It is not known yet what Pleo did", true),
        new(ProblemCode.VaultUnavailable, 503, "The keys cannot be read now", true),
        new(ProblemCode.LedgerUnavailable, 503, "The ledger cannot be reached", true),
        new(ProblemCode.InternalError, 500, "An error on our side", true),
        new(ProblemCode.UnknownDelivery, 404, "There is no such delivery", false),
        new(ProblemCode.UnknownCustomer, 404, "There is no such customer", false),
        new(ProblemCode.InvalidQuery, 400, "The query is not valid", false),
        new(ProblemCode.NotAllowed, 401, "The operator is not allowed to use the route", false)
        {
            Statuses = [401, 403],
        },
        new(ProblemCode.IssuerUnavailable, 503, "The access token cannot be checked now", true),
    ];

    /// <summary>The row of a code.</summary>
    public static ProblemDefinition Of(ProblemCode code) => All[(int)code];
}

/// <summary>What a problem code means to its receiver.</summary>
/// <param name="Code">The code.</param>
/// <param name="Status">The HTTP status, unless the problem names another one of <see cref="Statuses"/>.</param>
/// <param name="Title">What happened, always in the same words (RFC 9457 section 3.1.3).</param>
/// <param name="Retryable">The same request, sent again later, may succeed.</param>
public sealed record ProblemDefinition(ProblemCode Code, int Status, string Title, bool Retryable)
{
    /// <summary>All HTTP statuses that it comes with.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [Status];

    /// <summary>The code in answers, logs and metrics, such as <c>signature_invalid</c>.</summary>
    public string Name { get; } = WireName.Of(Code);

    /// <summary>The address of the code's explanation (RFC 9457 section 3.1.1).</summary>
    public string Type { get; } = ProblemCatalog.ErrorsPage + "#" + WireName.Of(Code);
}
