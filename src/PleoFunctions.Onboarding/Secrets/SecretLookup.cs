using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>The result of looking a secret up. Not a record, so that no value is printed by accident.</summary>
internal abstract class SecretLookup
{
    private SecretLookup() { }

    /// <summary>The secret exists.</summary>
    public sealed class Found : SecretLookup
    {
        private readonly CachedForms _forms;

        public Found(string value)
            : this(value, new CachedForms(), isStale: false) { }

        private Found(string value, CachedForms forms, bool isStale) =>
            (Value, _forms, IsStale) = (value, forms, isStale);

        /// <summary>The source does not answer, and this is its last good value.</summary>
        public bool IsStale { get; }

        public string Value { get; }

        /// <summary>The same value as the last good one. It has the same API key, with what is known of that.</summary>
        public Found ToStale() => IsStale ? this : new Found(Value, _forms, isStale: true);

        /// <summary>What is wrong with it as a signing secret (see <see cref="SignatureScheme.FindFault"/>); null when nothing is. The result is cached.</summary>
        public string? FindFault(SignatureScheme scheme)
        {
            var known = _forms.Fault;
            if (known?.Scheme != scheme)
            {
                _forms.Fault = known = new CheckedFault(scheme, scheme.FindFault(Value));
            }

            return known.Fault;
        }

        /// <summary>The secret as an API key; null when it cannot be one. The result is cached.</summary>
        public ApiKey? ToApiKey(ApiKeyScheme scheme)
        {
            var known = _forms.Key;
            if (known?.Scheme != scheme)
            {
                _forms.Key = known = new CachedKey(scheme, ApiKey.From(Value, scheme));
            }

            return known.Key;
        }

        /// <summary>What was made of the value. A stale lookup shares it with its good one.</summary>
        private sealed class CachedForms
        {
            public CheckedFault? Fault { get; set; }

            public CachedKey? Key { get; set; }
        }

        private sealed class CheckedFault(SignatureScheme scheme, string? fault)
        {
            public SignatureScheme Scheme { get; } = scheme;

            public string? Fault { get; } = fault;
        }

        private sealed class CachedKey(ApiKeyScheme scheme, ApiKey? key)
        {
            public ApiKeyScheme Scheme { get; } = scheme;

            public ApiKey? Key { get; } = key;
        }
    }

    /// <summary>The source answers, and there is no secret to use.</summary>
    public sealed class Absent(SecretAbsence reason) : SecretLookup
    {
        public SecretAbsence Reason { get; } = reason;
    }

    /// <summary>The source does not answer, and no earlier value can be used.</summary>
    public sealed class Unavailable(TimeSpan? retryAfter) : SecretLookup
    {
        /// <summary>How long the source asks to wait; null when it does not say.</summary>
        public TimeSpan? RetryAfter { get; } = retryAfter;
    }
}
