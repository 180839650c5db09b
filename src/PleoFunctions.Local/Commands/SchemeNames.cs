using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Commands;

/// <summary>The signature schemes, as named on the command line.</summary>
internal static class SchemeNames
{
    public static string All { get; } = string.Join(", ", SignatureScheme.All.Select(scheme => scheme.Name));

    /// <summary>The scheme of a name; null for no name.</summary>
    /// <exception cref="UserErrorException">There is no such scheme.</exception>
    public static SignatureScheme? Find(string? name) =>
        name is null
            ? null
            : SignatureScheme.Find(name)
                ?? throw new UserErrorException($"There is no scheme '{name}'; there is: {All}.");
}
