namespace PleoFunctions.Onboarding.Responses;

/// <summary>Every way in which a request can fail. <see cref="ProblemCatalog"/> has the status and title of each.</summary>
public enum ProblemCode
{
    /// <summary>The body is not JSON.</summary>
    MalformedJson,

    /// <summary>The body is JSON, but does not have the expected form.</summary>
    InvalidPayload,

    /// <summary>The delivery id is absent or not valid.</summary>
    InvalidDeliveryId,

    /// <summary>A header that the signature scheme needs is absent.</summary>
    SignatureMissing,

    /// <summary>No signature matches any of the partner's keys.</summary>
    SignatureInvalid,

    /// <summary>The signature's timestamp is too far in the past or future.</summary>
    TimestampOutOfTolerance,

    /// <summary>The function key belongs to another partner, or is not the partner's own where it must be.</summary>
    WrongFunctionKey,

    /// <summary>No partner has the name in the address.</summary>
    UnknownPartner,

    /// <summary>Another request is working on the same delivery.</summary>
    DeliveryInProgress,

    /// <summary>Another delivery of the same customer is being worked on.</summary>
    CustomerBusy,

    /// <summary>The delivery was erased with its customer.</summary>
    DeliveryErased,

    /// <summary>The body was sent in chunks, and did not arrive.</summary>
    LengthRequired,

    /// <summary>The body is over 256 KiB.</summary>
    PayloadTooLarge,

    /// <summary>The headers do not say that the body is uncompressed JSON in UTF-8.</summary>
    UnsupportedMediaType,

    /// <summary>The delivery id was used before with other bytes.</summary>
    DeliveryIdReused,

    /// <summary>The vault has no usable API key for the tenant.</summary>
    TenantNotConfigured,

    /// <summary>The tenant's API key belongs to another Pleo company than the customer.</summary>
    CompanyMismatch,

    /// <summary>Pleo answered 400.</summary>
    PleoRejected,

    /// <summary>Pleo answered 401 or 403, even after the key was read again.</summary>
    PleoUnauthorized,

    /// <summary>Pleo sent a response that its contract does not describe.</summary>
    PleoUnexpectedResponse,

    /// <summary>Pleo answered 429 and asks for a longer wait than a delivery has.</summary>
    PleoRateLimited,

    /// <summary>Pleo cannot be reached, or failed without creating anything.</summary>
    PleoUnavailable,

    /// <summary>The call may or may not have created the installation.</summary>
    OutcomeUnknown,

    /// <summary>The app cannot read a key that it needs.</summary>
    VaultUnavailable,

    /// <summary>The ledger does not answer.</summary>
    LedgerUnavailable,

    /// <summary>A bug on our side.</summary>
    InternalError,

    /// <summary>An operator asked for a delivery that the ledger does not have.</summary>
    UnknownDelivery,

    /// <summary>An operator asked for a customer that the ledger does not have.</summary>
    UnknownCustomer,

    /// <summary>An operator listed deliveries with a filter that is not valid.</summary>
    InvalidQuery,

    /// <summary>The request does not show an operator who may use the route.</summary>
    NotAllowed,

    /// <summary>The issuer of operators' access tokens does not answer, so a token cannot be checked.</summary>
    IssuerUnavailable,
}
