using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>Logs at start how each partner is set up, in one line each. It logs the names of secrets, never their values.</summary>
internal sealed partial class PartnerStartupLogger(PartnerDirectory partners, ILogger<PartnerStartupLogger> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var partner in partners.All.OrderBy(partner => partner.Name, StringComparer.Ordinal))
        {
            Log.Partner(logger, partner);
        }

        if (!partners.All.Any())
        {
            Log.NoPartner(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 501, Level = LogLevel.Information, Message = "Partner {Partner}.")]
        public static partial void Partner(ILogger logger, Partner partner);

        [LoggerMessage(
            EventId = 502,
            Level = LogLevel.Warning,
            Message = "No partner is set up, so the app answers every webhook with 404. Set Partners__<name>__Signature__Scheme."
        )]
        public static partial void NoPartner(ILogger logger);
    }
}
