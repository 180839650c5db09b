namespace PleoFunctions.Onboarding.Secrets;

/// <summary>What came of looking a secret up. Not a record: nothing here may be printed by chance.</summary>
internal abstract class SecretLookup
{
    private SecretLookup() { }

    /// <summary>There is such a secret.</summary>
    public sealed class Found(string value, bool isStale = false) : SecretLookup
    {
        /// <summary>It is the last good value of a source that does not answer now.</summary>
        public bool IsStale { get; } = isStale;

        public string Value { get; } = value;
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
