using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>
/// Creates, updates or finds a delivery's installation within the time that a delivery has. <see cref="CreationState"/>
/// and <see cref="RetryPolicy"/> decide; this class calls.
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
    /// <summary>Runs until the installation is there, or the time is over.</summary>
    /// <param name="partner">The partner whose customer it is.</param>
    /// <param name="payload">What the webhook asks for.</param>
    /// <param name="claim">The claim under which it runs, with the doubt that an earlier one left.</param>
    public async ValueTask<InstallationResult> RunAsync(
        Partner partner,
        OnboardingPayload payload,
        ClaimResult.Granted claim
    )
    {
        var started = clock.GetTimestamp();
        if (!(await keys.GetApiKeyAsync(partner, payload.Tenant)).Succeeded(out var key, out var keyless))
        {
            return new InstallationResult.Failed(keyless, claim.Doubt);
        }

        var body = InstallationRequest.Write(payload.DeliveryId, payload.Status, payload.Metadata);
        var state = CreationState.Begin(claim, DeliveryLease.For(settings));
        while (true)
        {
            var call = state.Call;
            var reply = await AttemptAsync();
            var decision = state.Next(reply, payload.DeliveryId, claim.ClaimedAt + clock.GetElapsedTime(started));
            var pause = RetryPolicy.PauseAfter(reply, state.Calls);

            switch (decision.Next)
            {
                case NextAction.Finish:
                    return new InstallationResult.Installed(
                        reply.Find(payload.DeliveryId) ?? reply.Installations[0],
                        OutcomeOf(call)
                    );

                case NextAction.RefreshKey:
                    if (
                        !(await keys.RefreshApiKeyAsync(partner, payload.Tenant)).Succeeded(out key, out var unreadable)
                    )
                    {
                        return new InstallationResult.Failed(unreadable, state.Doubt);
                    }

                    if (settings.AttemptTimeout > TimeLeft())
                    {
                        return Fail(decision, reply);
                    }

                    break;

                // A call that could not have its whole time would only leave a doubt.
                case NextAction.Create
                or NextAction.Update
                or NextAction.Look when pause + settings.AttemptTimeout <= TimeLeft():
                    await Task.Delay(pause, clock);
                    break;

                default:
                    return Fail(decision, reply);
            }
        }

        InstallationResult.Failed Fail(RetryDecision decision, PleoReply reply) =>
            new(ProblemOf(decision.Problem, reply.RetryAfter), state.Doubt);

        async ValueTask<PleoReply> AttemptAsync()
        {
            using var step = OnboardingTelemetry.StartStep("onboarding.attempt");
            var reply = state.Call switch
            {
                InstallationCall.Create => await pleo.CreateAsync(key, body, TimeLeft()),
                InstallationCall.Update => await pleo.UpdateAsync(key, body, TimeLeft()),
                _ => await pleo.FindAsync(key, TimeLeft()),
            };

            var number = state.Calls + 1;
            var method = MethodOf(state.Call);
            Log.Attempted(logger, number, method, reply.Kind, reply.Status, reply.Reason);
            metrics.Attempted(partner.Name, method, reply.Name);
            step?.SetTag(OnboardingTelemetry.Attempt, number).SetTag(OnboardingTelemetry.Result, reply.Name);
            return reply;
        }

        TimeSpan TimeLeft() => settings.TotalTimeout - clock.GetElapsedTime(started);
    }

    private static string MethodOf(InstallationCall call) =>
        call switch
        {
            InstallationCall.Create => "POST",
            InstallationCall.Update => "PUT",
            _ => "GET",
        };

    private static Outcome OutcomeOf(InstallationCall call) =>
        call switch
        {
            InstallationCall.Create => Outcome.Created,
            InstallationCall.Update => Outcome.Updated,
            _ => Outcome.Reconciled,
        };

    private static Problem ProblemOf(ProblemCode code, TimeSpan? retryAfter)
    {
        var detail = code switch
        {
            ProblemCode.PleoRejected =>
                "Pleo answered 400: it does not accept this installation. Check status and metadata, and send a new delivery.",
            ProblemCode.PleoUnauthorized =>
                "Pleo refuses the API key stored for this tenant, even after we read it from the vault again. We must replace it. Send the webhook again later.",
            ProblemCode.PleoRateLimited =>
                "Pleo accepts no more calls for the moment. Send the webhook again after the time in Retry-After.",
            ProblemCode.PleoUnavailable =>
                "Pleo cannot be reached or fails; nothing was created. Send the webhook again after the time in Retry-After.",
            ProblemCode.OutcomeUnknown =>
                "Pleo has not said whether it created the installation. Send the webhook again after the time in Retry-After: we look first, and nothing is created twice.",
            _ =>
                "Pleo's answer is not one that its contract describes. We are told; send the webhook again later, and nothing is created twice.",
        };
        return new Problem(code, detail) { RetryAfter = retryAfter };
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
