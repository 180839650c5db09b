namespace PleoFunctions.Onboarding.Partners;

/// <summary>How an API key is presented to Pleo.</summary>
internal enum ApiKeyScheme
{
    /// <summary>RFC 7617: the key as user name with an empty password.</summary>
    Basic,

    /// <summary>RFC 6750.</summary>
    Bearer,
}
