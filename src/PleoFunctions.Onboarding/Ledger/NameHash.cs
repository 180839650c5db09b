using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The form in which a name stands in a key: the first 32 hexadecimal digits of its SHA-256.</summary>
internal static class NameHash
{
    private const int Length = 32;

    public static string Of(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..Length];
}
