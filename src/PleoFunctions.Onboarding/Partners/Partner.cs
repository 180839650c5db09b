using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>A partner, from its validated settings.</summary>
internal sealed class Partner
{
    public required string Name { get; init; }

    public required SignatureScheme Scheme { get; init; }

    /// <summary>The name of the secret that holds the signing keys.</summary>
    public required string SigningSecret { get; init; }

    /// <summary>How far a signature's timestamp may be from the time of arrival, either way, inclusive.</summary>
    public required TimeSpan Tolerance { get; init; }

    /// <summary>The names of the tenants' API key secrets.</summary>
    public required SecretTemplate ApiKeySecrets { get; init; }

    public required ApiKeyScheme ApiKeyScheme { get; init; }

    public required Mapping Mapping { get; init; }

    /// <summary>After which time a webhook is answered 202 instead of with its result; null to wait for the result.</summary>
    public required TimeSpan? AnswerWithin { get; init; }

    /// <summary>The partner in one line. It shows the names of secrets, never their values.</summary>
    public override string ToString() =>
        $"{Name}: signature {Scheme.Name}{(Scheme.KeyForm is null ? "" : $" (secret {SigningSecret})")}, API keys {ApiKeySecrets} ({ApiKeyScheme}), "
        + $"delivery id {Mapping.DeliveryId?.ToString() ?? Scheme.DeliveryIdHeader ?? "SHA-256 of the body"}, tenant {Mapping.Tenant}, "
        + $"status {Mapping.Status}, metadata {Mapping.Metadata}";
}
