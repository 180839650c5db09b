namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A cookie's SameSite attribute.</summary>
public enum SameSite
{
    /// <summary>Left out.</summary>
    None = 0,

    Lax = 1,

    Strict = 2,

    /// <summary>Written out as None.</summary>
    ExplicitNone = 3,
}
