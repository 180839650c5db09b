using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Testing;

/// <summary>What a Pleo of the tests says about a key (<c>GET /v1/introspect</c>).</summary>
internal static class KeyIntrospection
{
    public const string Path = "/v1/introspect";

    /// <summary>The key that a request carries, as Basic with an empty password or as Bearer.</summary>
    public static string KeyOf(AuthenticationHeaderValue authorization) =>
        authorization.Scheme is "Basic"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(authorization.Parameter!)).TrimEnd(':')
            : authorization.Parameter!;

    /// <summary>The id of a company that is always the same for a name, such as a key, and differs for others.</summary>
    public static string CompanyOf(string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("company " + name))[..16]).ToString();

    /// <summary>The reply for a key of a company.</summary>
    public static string Write(string companyId) =>
        $$$"""
            {"data":{"authMethod":"API_KEY","clientId":"5c0ffee0-0000-4000-8000-000000000002","scope":"installations:read installations:write","subjectURN":"urn:pleo:company:{{{companyId}}}"}}
            """;
}
