namespace PleoFunctions.Onboarding.Secrets;

/// <summary>What a source holds under a secret's name. Not a record, so that no value is printed by accident.</summary>
internal sealed class StoredSecret
{
    private readonly SecretAbsence _absence;

    private StoredSecret(string? value, SecretAbsence absence) => (Value, _absence) = (value, absence);

    /// <summary>There is no such secret, or it was deleted.</summary>
    public static StoredSecret NotFound { get; } = new(value: null, SecretAbsence.NotFound);

    /// <summary>The secret's newest version is disabled. The vault does not give its value.</summary>
    public static StoredSecret Disabled { get; } = new(value: null, SecretAbsence.Disabled);

    /// <summary>The value; null when there is none to use.</summary>
    public string? Value { get; }

    /// <summary>The time before which the value must not be used; null when there is none.</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>The time from which on the value must not be used; null when there is none.</summary>
    public DateTimeOffset? ExpiresOn { get; private init; }

    public static StoredSecret Of(string value, DateTimeOffset? notBefore = null, DateTimeOffset? expiresOn = null) =>
        new(value, absence: default) { NotBefore = notBefore, ExpiresOn = expiresOn };

    /// <summary>Why the secret must not be used at a time; null when it may be used.</summary>
    public SecretAbsence? FindAbsence(DateTimeOffset now) =>
        Value is null ? _absence
        : now >= ExpiresOn ? SecretAbsence.Expired
        : now < NotBefore ? SecretAbsence.NotYetValid
        : null;
}

/// <summary>Why there is no secret to use.</summary>
internal enum SecretAbsence
{
    /// <summary>There is no such secret, or it was deleted.</summary>
    NotFound,

    /// <summary>It is disabled.</summary>
    Disabled,

    /// <summary>Its expiry date is over.</summary>
    Expired,

    /// <summary>Its not-before date is still to come.</summary>
    NotYetValid,
}

/// <summary>What a secret is for. It decides how long a value outlives an outage of its source.</summary>
internal enum SecretUse
{
    /// <summary>It verifies a partner's webhooks.</summary>
    SigningKeys,

    /// <summary>It is a tenant's key to Pleo.</summary>
    ApiKey,
}
