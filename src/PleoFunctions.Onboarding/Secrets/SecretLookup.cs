using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>What came of looking a secret up. Not a record: nothing here may be printed by chance.</summary>
internal abstract class SecretLookup
{
    private SecretLookup() { }

    /// <summary>There is such a secret.</summary>
    public sealed class Found(string value, bool isStale = false) : SecretLookup
    {
        private Checked? _checked;
        private Presented? _presented;

        /// <summary>It is the last good value of a source that does not answer now.</summary>
        public bool IsStale { get; } = isStale;

        public string Value { get; } = value;

        /// <summary>What is wrong with it as a signing secret, worked out once; see <see cref="SignatureScheme.FaultOf"/>.</summary>
        public string? FaultFor(SignatureScheme scheme)
        {
            var known = _checked;
            if (known?.Scheme != scheme)
            {
                _checked = known = new Checked(scheme, scheme.FaultOf(Value));
            }

            return known.Fault;
        }

        /// <summary>It as an API key, made once; null when it cannot be one.</summary>
        public ApiKey? ApiKeyFor(ApiKeyScheme scheme)
        {
            var known = _presented;
            if (known?.Scheme != scheme)
            {
                _presented = known = new Presented(scheme, ApiKey.From(Value, scheme));
            }

            return known.Key;
        }

        private sealed class Checked(SignatureScheme scheme, string? fault)
        {
            public SignatureScheme Scheme { get; } = scheme;

            public string? Fault { get; } = fault;
        }

        private sealed class Presented(ApiKeyScheme scheme, ApiKey? key)
        {
            public ApiKeyScheme Scheme { get; } = scheme;

            public ApiKey? Key { get; } = key;
        }
    }

    /// <summary>There is no such secret.</summary>
    public sealed class NotFound : SecretLookup
    {
        public static readonly NotFound Instance = new();
    }

    /// <summary>The source does not answer, and no earlier value can be used.</summary>
    public sealed class Unavailable(TimeSpan? retryAfter) : SecretLookup
    {
        /// <summary>When the source wants to be asked again, if it said so.</summary>
        public TimeSpan? RetryAfter { get; } = retryAfter;
    }
}
