using System.Net.Http.Headers;
using System.Text;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>A tenant's key to Pleo, in the form that is sent. Printed, it does not show the key.</summary>
internal sealed class ApiKey
{
    private ApiKey(AuthenticationHeaderValue authorization) => Authorization = authorization;

    public AuthenticationHeaderValue Authorization { get; }

    /// <summary>The Pleo company that the key belongs to; null until Pleo was asked.</summary>
    public KeyCompany? Company { get; set; }

    /// <summary>Creates a key from a secret's text; null when the text cannot be a key.</summary>
    /// <param name="secret">The text; white space around it is not part of the key.</param>
    /// <param name="scheme">How the key is presented.</param>
    public static ApiKey? From(string secret, ApiKeyScheme scheme)
    {
        var key = secret.AsSpan().Trim();

        // A colon would end the user name of Basic early (RFC 7617 section 2).
        if (key.IsEmpty || key.Contains(':') || ContainsControl(key))
        {
            return null;
        }

        return scheme switch
        {
            ApiKeyScheme.Basic => new(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:")))),
            ApiKeyScheme.Bearer when Ascii.IsValid(key) => new(new("Bearer", key.ToString())),
            _ => null,
        };
    }

    public override string ToString() => "[API key]";

    private static bool ContainsControl(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What Pleo said about the company of a key.</summary>
/// <param name="Urn">The company's URN, or an organisation's; null when Pleo does not tell.</param>
internal sealed record KeyCompany(string? Urn);

/// <summary>How an API key is presented to Pleo.</summary>
internal enum ApiKeyScheme
{
    /// <summary>RFC 7617: the key as user name with an empty password.</summary>
    Basic,

    /// <summary>RFC 6750.</summary>
    Bearer,
}
