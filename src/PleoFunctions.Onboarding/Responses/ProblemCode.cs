namespace PleoFunctions.Onboarding.Responses;

/// <summary>Every way in which a delivery, or a question about one, can end other than well. <see cref="ProblemCatalog"/> says what each means.</summary>
public enum ProblemCode
{
    /// <summary>The body is not JSON.</summary>
    MalformedJson,

    /// <summary>The body is JSON, but not of the expected form.</summary>
    InvalidPayload,

    /// <summary>The delivery id is absent or has no valid form.</summary>
    InvalidDeliveryId,

    /// <summary>A header that the signature needs is absent.</summary>
    SignatureMissing,

    /// <summary>No signature fits.</summary>
    SignatureInvalid,

    /// <summary>The signature's timestamp is too old or too far ahead.</summary>
    TimestampOutOfTolerance,

    /// <summary>There is no such partner.</summary>
    UnknownPartner,

    /// <summary>The same delivery is being worked on.</summary>
    DeliveryInProgress,

    /// <summary>The body is over 256 KiB.</summary>
    PayloadTooLarge,

    /// <summary>The body is not declared as plain JSON.</summary>
    UnsupportedMediaType,

    /// <summary>The delivery id came before with other bytes.</summary>
    DeliveryIdReused,

    /// <summary>The vault holds no usable API key for the tenant.</summary>
    TenantNotConfigured,

    /// <summary>Pleo answered 400.</summary>
    PleoRejected,

    /// <summary>Pleo answered 401 or 403, also to the key read afresh.</summary>
    PleoUnauthorized,

    /// <summary>Pleo answered something that its contract does not know.</summary>
    PleoUnexpectedResponse,

    /// <summary>Pleo answered 429 for longer than we may wait.</summary>
    PleoRateLimited,

    /// <summary>Pleo could not be reached, or failed without creating anything.</summary>
    PleoUnavailable,

    /// <summary>The call may or may not have created the installation.</summary>
    OutcomeUnknown,

    /// <summary>A key that is needed cannot be had now.</summary>
    VaultUnavailable,

    /// <summary>The ledger of deliveries does not answer.</summary>
    LedgerUnavailable,

    /// <summary>A bug of ours.</summary>
    InternalError,

    /// <summary>An operator asked for a delivery that the ledger does not have.</summary>
    UnknownDelivery,

    /// <summary>An operator's list was asked for with a filter that is not valid.</summary>
    InvalidQuery,
}
