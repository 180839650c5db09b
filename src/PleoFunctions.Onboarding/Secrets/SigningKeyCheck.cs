using Microsoft.Extensions.Hosting;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>
/// Reads each partner's signing keys when the app starts, in the background, so that a secret that is missing or has keys
/// of the wrong kind is in the log before the first webhook. It does not stop the start: the other partners go on.
/// </summary>
internal sealed class SigningKeyCheck(PartnerDirectory partners, KeyRing keys) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var partner in partners.All.TakeWhile(_ => !stoppingToken.IsCancellationRequested))
        {
            await keys.GetSigningKeysAsync(partner);
        }
    }
}
