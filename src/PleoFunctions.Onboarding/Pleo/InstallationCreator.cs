using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Deliveries;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Sees to it that a delivery's installation is there, once, within the time that a delivery has. Decides nothing
/// itself: <see cref="SendingPolicy"/> does.
/// </summary>
internal sealed partial class InstallationCreator(
    PleoClient pleo,
    KeyRing keys,
    PleoSettings settings,
    OnboardingMetrics metrics,
    TimeProvider clock,
    ILogger<InstallationCreator> logger
)
{
    // As long as a claim holds: a request that has not shown by then is not at work any more.
    private readonly TimeSpan _settling = DeliveryLease.For(settings);

    /// <summary>Creates the installation, or finds it.</summary>
    /// <param name="partner">Whose customer it is for.</param>
    /// <param name="payload">What was asked for.</param>
    /// <param name="claim">The claim under which it runs, which knows whether an earlier one may have created it.</param>
    public async ValueTask<Creation> RunAsync(Partner partner, OnboardingPayload payload, Claim.Granted claim)
    {
        var started = clock.GetTimestamp();
        var doubt = claim.MayExist ? Doubt.Old : Doubt.None;
        if (!(await keys.GetApiKeyAsync(partner, payload.Tenant)).Succeeded(out var key, out var keyless))
        {
            return new Creation.Failed(keyless, doubt);
        }

        var body = InstallationRequest.Write(payload);
        var looking = claim.MayExist;
        var stillAtWork = claim.MayExist && claim.DoubtedFor < _settling;
        var freshKey = false;
        var sends = 0;
        var looks = 0;

        while (true)
        {
            _ = looking ? looks++ : sends++;
            var reply = await AttemptAsync();
            var rule = looking
                ? SendingPolicy.AfterLooking(reply, payload.DeliveryId, stillAtWork)
                : SendingPolicy.AfterSending(reply);
            if (rule.Next is Next.Finish)
            {
                return new Creation.Made(Pick(reply, payload.DeliveryId), reconciled: looking);
            }

            doubt =
                rule.Receipt is not Receipt.MaybeSent ? Doubt.None
                : looking ? doubt
                : Doubt.New;
            stillAtWork |= !looking && reply.MayBeAtWork;

            if (rule.Next is Next.FreshKey && !freshKey)
            {
                freshKey = true;
                if ((await keys.RefreshApiKeyAsync(partner, payload.Tenant)).Succeeded(out key, out var unreadable))
                {
                    continue;
                }

                return new Creation.Failed(unreadable, doubt);
            }

            var pause =
                looking && rule.Next is Next.Send ? TimeSpan.Zero : SendingPolicy.PauseAfter(reply, sends + looks);
            var mayGoOn = rule.Next switch
            {
                Next.Send => sends < SendingPolicy.MaxSends && pause < TimeLeft(),
                Next.Look => pause < TimeLeft(),
                _ => false,
            };

            if (!mayGoOn)
            {
                return new Creation.Failed(ProblemOf(rule, reply), doubt);
            }

            looking = rule.Next is Next.Look;
            await Task.Delay(pause, clock);
        }

        async ValueTask<PleoReply> AttemptAsync()
        {
            var method = looking ? "GET" : "POST";
            using var step = OnboardingTelemetry.StartStep("onboarding.attempt");
            var reply = looking ? await pleo.FindAsync(key, TimeLeft()) : await pleo.CreateAsync(key, body, TimeLeft());

            Log.Attempted(logger, sends + looks, method, reply.Kind, reply.Status, reply.Reason);
            metrics.Attempted(partner.Name, method, reply.Name);
            step?.SetTag(OnboardingTelemetry.Attempt, sends + looks).SetTag(OnboardingTelemetry.Result, reply.Name);
            return reply;
        }

        TimeSpan TimeLeft()
        {
            var left = settings.TotalTimeout - clock.GetElapsedTime(started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private static Installation Pick(PleoReply reply, string deliveryId)
    {
        foreach (var installation in reply.Installations)
        {
            if (installation.CarriesDeliveryId(deliveryId))
            {
                return installation;
            }
        }

        return reply.Installations[0];
    }

    private static Problem ProblemOf(SendingRule rule, PleoReply reply)
    {
        // In doubt and out of time, the doubt is the answer.
        var code = rule is { Receipt: Receipt.MaybeSent, Next: Next.Look } ? ProblemCode.OutcomeUnknown : rule.Problem;
        var detail = code switch
        {
            ProblemCode.PleoRejected =>
                "Pleo answered 400: it does not accept this installation. Check status and metadata, and send a new delivery.",
            ProblemCode.PleoUnauthorized =>
                "Pleo does not accept the API key stored for this tenant, also after it was read afresh. We have to replace it; send the webhook again later.",
            ProblemCode.PleoRateLimited =>
                "Pleo accepts no more calls for the moment. Send the webhook again after the time in Retry-After.",
            ProblemCode.PleoUnavailable =>
                "Pleo cannot be reached or fails; nothing was created. Send the webhook again after the time in Retry-After.",
            ProblemCode.OutcomeUnknown =>
                "Pleo has not said whether it created the installation. Send the webhook again after the time in Retry-After: we look first, and nothing is created twice.",
            _ =>
                "Pleo's answer is not one that its contract describes. We are told; send the webhook again later, and nothing is created twice.",
        };
        return new Problem(code, detail) { RetryAfter = reply.RetryAfter };
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 401,
            Level = LogLevel.Information,
            Message = "Attempt {Attempt} at Pleo: {Method} ended as {Kind} (status {Status}; {Reason})."
        )]
        public static partial void Attempted(
            ILogger logger,
            int attempt,
            string method,
            PleoReplyKind kind,
            int? status,
            string reason
        );
    }
}
