using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Commands;

/// <summary>What <c>send</c> and <c>verify</c> are told alike: whose webhook it is, how it is signed, and with what.</summary>
internal sealed class WebhookInput
{
    public required Partner Partner { get; init; }

    public required SignatureScheme Scheme { get; init; }

    public required string Secret { get; init; }

    /// <summary>Finds the partner, and takes from its settings what the command line leaves open.</summary>
    /// <exception cref="UserErrorException">There is no such partner, or no such scheme.</exception>
    public static WebhookInput Find(WebApplication app, string partnerName, string? schemeName, string? secret)
    {
        var partner = app.Services.GetRequiredService<PartnerDirectory>().Get(partnerName);
        return new WebhookInput
        {
            Partner = partner,
            Scheme = SchemeNames.Find(schemeName) ?? partner.Scheme,
            Secret = secret ?? LocalKeys.SigningSecretOf(partner, app.Configuration),
        };
    }

    /// <exception cref="UserErrorException">There is no such file.</exception>
    public static Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        file.Exists
            ? File.ReadAllBytesAsync(file.FullName, cancellationToken)
            : throw new UserErrorException($"There is no file '{file.FullName}'.");
}
