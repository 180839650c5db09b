using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Commands;

/// <summary>The partner, scheme and secret that <c>send</c> and <c>verify</c> work with.</summary>
internal sealed class SigningInput
{
    /// <summary>The names of the signature schemes, for the help.</summary>
    public static string SchemeNames { get; } = string.Join(", ", SignatureScheme.All.Select(scheme => scheme.Name));

    public required Partner Partner { get; init; }

    public required SignatureScheme Scheme { get; init; }

    public required string Secret { get; init; }

    /// <summary>Takes each value from the command line, or else from the partner's settings.</summary>
    /// <exception cref="UserErrorException">There is no such partner or scheme.</exception>
    public static SigningInput Find(WebApplication app, string partnerName, string? schemeName, string? secret)
    {
        var partners = app.Services.GetRequiredService<PartnerDirectory>();
        if (!partners.TryFind(partnerName, out var partner))
        {
            throw new UserErrorException(
                $"There is no partner '{partnerName}' in the settings. Choose one of: {string.Join(", ", partners.All.Select(one => one.Name))}."
            );
        }

        return new SigningInput
        {
            Partner = partner,
            Scheme = schemeName is null ? partner.Scheme : FindScheme(schemeName),
            Secret = secret ?? LocalKeys.SigningSecretOf(partner, app.Configuration),
        };
    }

    /// <summary>Reads a file that the command line names.</summary>
    /// <exception cref="UserErrorException">There is no such file.</exception>
    public static Task<byte[]> ReadFileAsync(FileInfo file, CancellationToken cancellationToken) =>
        file.Exists
            ? File.ReadAllBytesAsync(file.FullName, cancellationToken)
            : throw new UserErrorException($"There is no file '{file.FullName}'.");

    private static SignatureScheme FindScheme(string name) =>
        SignatureScheme.Find(name)
        ?? throw new UserErrorException($"There is no scheme '{name}'. Choose one of: {SchemeNames}.");
}
