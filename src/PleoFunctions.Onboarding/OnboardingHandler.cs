using System.Globalization;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding;

/// <summary>The job: a partner's webhook becomes the customer's Pleo installation, and a normalized answer.</summary>
public sealed partial class OnboardingHandler
{
    // A name that a sender made up must not become a tag of a metric.
    private const string Unknown = "unknown";

    private readonly PartnerDirectory _partners;
    private readonly KeyRing _keys;
    private readonly DeliveryLedger _ledger;
    private readonly InstallationTools _tools;
    private readonly DeliveryDrain _drain;
    private readonly OnboardingMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    internal OnboardingHandler(
        PartnerDirectory partners,
        DeliveryDrain drain,
        InstallationTools tools,
        ILogger<OnboardingHandler> logger
    )
    {
        (_partners, _drain, _tools, _logger) = (partners, drain, tools, logger);
        (_keys, _ledger, _metrics, _clock) = (tools.Keys, tools.Ledger, tools.Metrics, tools.Clock);
    }

    /// <summary>
    /// Handles a webhook. It does not throw. It takes no cancellation: <c>Pleo__TotalTimeout</c> bounds its time, and a
    /// partner that hangs up must not leave a call to Pleo without a record.
    /// </summary>
    /// <param name="webhook">The webhook; nothing in it is trusted yet.</param>
    /// <returns>
    /// 200 with the normalized installation or, for an event of another type, a document that says so; 202 where the partner
    /// has <c>AnswerWithin</c> and the result takes longer; otherwise a problem document (RFC 9457).
    /// </returns>
    public async Task<Answer> HandleAsync(InboundWebhook webhook)
    {
        var limit = _partners.TryFind(webhook.Partner, out var partner) ? partner.AnswerWithin : null;
        var activity = OnboardingTelemetry.StartDelivery(webhook.Headers[OnboardingTelemetry.TraceParentHeader]);
        var delivery = new DeliveryContext(RunReason.Webhook, activity, _drain.Enter(), _clock.GetTimestamp())
        {
            Recorded = limit is null
                ? null
                : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
        };
        var answer = AnswerAsync(delivery, OnboardAsync(webhook, delivery));
        return limit is null ? await answer : await AnswerWithinAsync(limit.Value, answer.AsTask(), delivery);
    }

    /// <summary>Runs a delivery again from its stored body. No signature is checked.</summary>
    internal async Task<Answer> RunAgainAsync(Partner partner, DeliveryRecord kept, RunReason reason)
    {
        var activity = OnboardingTelemetry.StartAgain();
        var delivery = new DeliveryContext(reason, activity, _drain.Enter(), _clock.GetTimestamp());
        return await AnswerAsync(delivery, RunAgainAsync(partner, kept, delivery));
    }

    /// <summary>Answers 202 if the ledger has the delivery and its result is not there in time. The run goes on.</summary>
    private async Task<Answer> AnswerWithinAsync(TimeSpan limit, Task<Answer> run, DeliveryContext delivery)
    {
        using var isAnswered = new CancellationTokenSource();
        var left = limit - _clock.GetElapsedTime(delivery.StartedAt);
        var time = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _clock, isAnswered.Token);
        await Task.WhenAny(run, time);
        await Task.WhenAny(run, delivery.Recorded!.Task);
        await isAnswered.CancelAsync();
        if (run.IsCompleted)
        {
            return await run;
        }

        var answer = Accept(delivery);
        delivery.IsAccepted = true;
        Report(delivery, answer, isLater: false);
        return answer;
    }

    private async ValueTask<Answer> AnswerAsync(DeliveryContext delivery, ValueTask<Result<Answer>> run)
    {
        using var ending = delivery;
        Result<Answer> result;
        try
        {
            result = await run;
        }
#pragma warning disable CA1031 // An exception that leaves a function is an empty 500: this is where it ends.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(_logger, e, delivery.Partner ?? Unknown, delivery.DeliveryId ?? Unknown, delivery.TraceId);
            result = Problem.Internal;
        }

        if (!result.Succeeded(out var answer, out var problem))
        {
            answer = Answers.Failure(problem, delivery.DeliveryId, delivery.TraceId);
        }

        Report(delivery, answer, delivery.IsAccepted);
        return answer;
    }

    private async ValueTask<Result<Answer>> OnboardAsync(InboundWebhook webhook, DeliveryContext delivery)
    {
        if (!_partners.TryFind(webhook.Partner, out var partner))
        {
            return new Problem(ProblemCode.UnknownPartner, "No partner of this name is set up. Check the address.");
        }

        delivery.Partner = partner.Name;
        if (FunctionKeyRule.FindRefusal(partner, webhook.CallerKey, _partners) is { } wrongKey)
        {
            Log.WrongFunctionKey(_logger, partner.Name, webhook.CallerKey?.Name ?? Unknown, delivery.TraceId);
            return wrongKey;
        }

        if (Admission.FindRefusal(webhook) is { } inadmissible)
        {
            return inadmissible;
        }

        if (!(await VerifyAsync(webhook, partner)).Succeeded(out var verified, out var unverified))
        {
            return unverified;
        }

        if (partner.Mapping.DeliveryId is null && DeliveryId.IsValid(verified.DeliveryId))
        {
            delivery.DeliveryId = verified.DeliveryId;
        }

        return await DeliverAsync(partner, verified.DeliveryId, webhook.Body.Bytes, delivery);
    }

    private async ValueTask<Result<Answer>> RunAgainAsync(
        Partner partner,
        DeliveryRecord kept,
        DeliveryContext delivery
    )
    {
        var ((_, tenant), deliveryId) = kept.Summary.Key;
        (delivery.Partner, delivery.DeliveryId, delivery.Tenant) = (partner.Name, deliveryId, tenant);
        return kept is { Summary.State: DeliveryState.Done, Body.IsEmpty: true }
            ? Answers.Success(kept.Answer, Outcome.Replayed)
            : await DeliverAsync(partner, deliveryId, kept.Body, delivery);
    }

    /// <summary>The steps after verification.</summary>
    private async ValueTask<Result<Answer>> DeliverAsync(
        Partner partner,
        string? deliveryId,
        ReadOnlyMemory<byte> body,
        DeliveryContext delivery
    )
    {
        switch (PayloadReader.Read(partner.Mapping, deliveryId, body))
        {
            case PayloadReading.Accepted accepted:
                using (var payload = accepted.Payload)
                {
                    return await DeliverAsync(partner, payload, body, delivery);
                }

            case PayloadReading.Ignored ignored:
                delivery.DeliveryId = ignored.DeliveryId;
                return Ignore(partner, ignored);

            case PayloadReading.Refused refused:
                return refused.Problem;

            default:
                throw new InvalidOperationException("A payload was read in an unknown way.");
        }
    }

    private async ValueTask<Result<Answer>> DeliverAsync(
        Partner partner,
        OnboardingPayload payload,
        ReadOnlyMemory<byte> body,
        DeliveryContext delivery
    )
    {
        // A mapping that changed since could read another delivery from a stored body.
        if (
            delivery.Tenant is { } keptTenant
            && (keptTenant, delivery.DeliveryId) != (payload.Tenant, payload.DeliveryId)
        )
        {
            return AnotherDelivery;
        }

        (delivery.DeliveryId, delivery.Tenant) = (payload.DeliveryId, payload.Tenant);
        using var scope = Log.Scope(_logger, payload.DeliveryId);
        var claimedFrom = _clock.GetTimestamp();
        var claim = await _ledger.ClaimAsync(
            new DeliveryKey(partner.Name, payload.Tenant, payload.DeliveryId),
            new DeliveryRequest(body, payload.OccurredAt) { IsKnown = delivery.Reason is not RunReason.Webhook },
            _tools.Settings.Lease,
            _tools.Settings.SettlingTime
        );
        if (claim is ClaimResult.Granted)
        {
            delivery.Recorded?.TrySetResult();
        }

        return claim switch
        {
            ClaimResult.Granted granted => await InstallAsync(
                new InstallationRun(_tools, partner, payload, granted, claimedFrom),
                delivery
            ),
            ClaimResult.Done done => Answers.Success(done.Answer, Outcome.Replayed),
            ClaimResult.InProgress
            or ClaimResult.CustomerBusy { IsPromised: true } when delivery.Recorded is not null => Accept(delivery),
            ClaimResult.InProgress busy => InProgress(busy.LeaseLeft, delivery),
            ClaimResult.CustomerBusy busy => CustomerBusy(busy.LeaseLeft, delivery),
            ClaimResult.Reused => new Problem(
                ProblemCode.DeliveryIdReused,
                "This customer has another delivery with this id and another body. A new delivery needs a new id."
            ),
            ClaimResult.Erased => LedgerProblems.DeliveryErased,
            _ => LedgerUnavailable,
        };
    }

    private static Answer Accept(DeliveryContext delivery) =>
        Answers.Accepted(
            new AcceptedDocument
            {
                DeliveryId = delivery.DeliveryId!,
                Partner = delivery.Partner!,
                Tenant = delivery.Tenant!,
            }.Write()
        );

    private static Answer Ignore(Partner partner, PayloadReading.Ignored ignored) =>
        Answers.Success(
            new IgnoredDocument
            {
                DeliveryId = ignored.DeliveryId,
                Partner = partner.Name,
                Type = ignored.Type,
            }.Write(),
            Outcome.Ignored
        );

    private async ValueTask<Result<Verified>> VerifyAsync(InboundWebhook webhook, Partner partner)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.verify");
        if (!(await _keys.GetSigningKeysAsync(partner)).Succeeded(out var signingKeys, out var keyless))
        {
            step?.SetTag(OnboardingTelemetry.Result, "no_key");
            return keyless;
        }

        var verification = partner.Scheme.Verify(
            webhook.Headers,
            webhook.Body.Bytes.Span,
            signingKeys,
            partner.Tolerance,
            webhook.ReceivedAt
        );
        step?.SetTag(OnboardingTelemetry.Result, WireName.Of(verification.Verdict));
        return Refuse(verification) is { } unverified ? unverified : new Verified(verification.DeliveryId);
    }

    private async ValueTask<Result<Answer>> InstallAsync(InstallationRun run, DeliveryContext delivery)
    {
        try
        {
            var result = await run.RunAsync();
            if (run.Claim.IsDone)
            {
                await _ledger.CompleteAsync(run.Claim, result.Facts, run.Claim.Delivery.Answer);
                return Answers.Success(run.Claim.Delivery.Answer, Outcome.Replayed);
            }

            if (result is InstallationResult.Failed failed)
            {
                await _ledger.ReleaseAsync(run.Claim, failed.Facts, failed.Problem.Code, failed.IsUnknown);
                return delivery.Reason is RunReason.Replay ? ForOperator(failed, run) : failed.Problem;
            }

            var installed = (InstallationResult.Installed)result;
            var answer = InstallationDocument.Write(run.Claim.Key, installed.Installation);
            return await _ledger.CompleteAsync(run.Claim, installed.Facts, answer) switch
            {
                RecordResult.Recorded => Answers.Success(answer, installed.Outcome),
                RecordResult.LeaseLost => InProgress(_tools.Settings.Lease, delivery),
                _ => LedgerUnavailable,
            };
        }
        catch
        {
            // The bug may have occurred after Pleo took a request.
            var facts = run.Facts.InDoubt(run.Claim.Key.DeliveryId, run.Now);
            await _ledger.ReleaseAsync(run.Claim, facts, ProblemCode.InternalError, isUnknown: true);
            throw;
        }
    }

    private void Report(DeliveryContext delivery, Answer answer, bool isLater)
    {
        var (status, outcome) = (answer.Status, answer.Outcome!);
        var activity = delivery.Activity;
        if (activity.IsAllDataRequested)
        {
            activity.SetTag(OnboardingTelemetry.Partner, delivery.Partner);
            activity.SetTag(OnboardingTelemetry.Tenant, delivery.Tenant);
            activity.SetTag(OnboardingTelemetry.DeliveryId, delivery.DeliveryId);
            activity.SetTag(OnboardingTelemetry.Outcome, outcome);
        }

        var duration = _clock.GetElapsedTime(delivery.StartedAt);
        if (delivery.Reason is RunReason.Recovery)
        {
            _metrics.Recovered(delivery.Partner!, outcome);
        }
        else
        {
            _metrics.Delivered(delivery.Partner ?? Unknown, outcome, duration);
        }

        if (!_logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        var milliseconds = (long)duration.TotalMilliseconds;
        if (delivery is not { Partner: { } partner, DeliveryId: { } deliveryId, Tenant: { } tenant })
        {
            Log.EndedEarly(
                _logger,
                delivery.Partner ?? Unknown,
                status,
                outcome,
                milliseconds,
                delivery.DeliveryId ?? Unknown,
                delivery.TraceId
            );
            return;
        }

        Action<ILogger, string, string, string, int, string, long, string> log =
            delivery.Reason is RunReason.Recovery ? Log.Recovered
            : isLater ? Log.EndedLater
            : Log.Ended;
        log(_logger, deliveryId, partner, tenant, status, outcome, milliseconds, delivery.TraceId);
    }

    private static Problem? Refuse(SignatureVerification verification) =>
        verification.Verdict switch
        {
            SignatureVerdict.Valid => null,
            SignatureVerdict.Missing => new Problem(ProblemCode.SignatureMissing, verification.Detail!),
            SignatureVerdict.OutOfTolerance => new Problem(ProblemCode.TimestampOutOfTolerance, verification.Detail!),
            _ => new Problem(ProblemCode.SignatureInvalid, verification.Detail!),
        };

    private Problem InProgress(TimeSpan retryAfter, DeliveryContext delivery) =>
        delivery.Reason is RunReason.Replay
            ? ForOperator(ProblemCode.DeliveryInProgress, "This delivery is being worked on.", retryAfter)
            : new Problem(
                ProblemCode.DeliveryInProgress,
                "This delivery is being worked on. Send it again after the time in Retry-After to learn how it ended."
            )
            {
                RetryAfter = retryAfter,
            };

    private Problem CustomerBusy(TimeSpan retryAfter, DeliveryContext delivery) =>
        delivery.Reason is RunReason.Replay
            ? ForOperator(ProblemCode.CustomerBusy, "Another delivery of this customer is being worked on.", retryAfter)
            : new Problem(
                ProblemCode.CustomerBusy,
                "Another delivery of this customer is being worked on. Send this one again after the time in Retry-After."
            )
            {
                RetryAfter = retryAfter,
            };

    /// <summary>A failed replay. While a POST without a reply is in doubt, it says when the next one can do more than look.</summary>
    private Problem ForOperator(InstallationResult.Failed failed, InstallationRun run) =>
        failed is { Problem.Code: ProblemCode.OutcomeUnknown, Facts.CreateDoubt.Since: var since }
        && since + _tools.Settings.SettlingTime - run.Now is var wait
        && wait > TimeSpan.Zero
            ? ForOperator(ProblemCode.OutcomeUnknown, "Pleo has not said whether it did what we asked for.", wait)
            : failed.Problem;

    private Problem ForOperator(ProblemCode code, string what, TimeSpan wait)
    {
        // Rounded up to the second in which it can run.
        var from = _clock.GetUtcNow() + wait + TimeSpan.FromSeconds(1);
        return new Problem(
            code,
            string.Create(CultureInfo.InvariantCulture, $"{what} It can run from {from:HH:mm:ss} UTC.")
        )
        {
            RetryAfter = wait,
        };
    }

    private static Problem AnotherDelivery { get; } =
        new(
            ProblemCode.InvalidDeliveryId,
            "By the partner's mapping as it is now, the kept body has another delivery id or tenant. Ask the partner to send a new delivery."
        );

    private static Problem LedgerUnavailable { get; } =
        new(
            ProblemCode.LedgerUnavailable,
            "The ledger of customers and deliveries cannot be reached. Send the webhook again later."
        );

    /// <summary>A webhook whose signature is valid.</summary>
    /// <param name="DeliveryId">The delivery id from the scheme's header; null when the scheme has no such header.</param>
    private sealed record Verified(string? DeliveryId);

    private static partial class Log
    {
        public static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>(
            "Delivery {DeliveryId}"
        );

        [LoggerMessage(
            EventId = 101,
            Level = LogLevel.Information,
            Message = "Delivery {DeliveryId} of {Partner} for {Tenant} was answered with {Status} {Outcome} after {Milliseconds} ms (trace {TraceId})."
        )]
        public static partial void Ended(
            ILogger logger,
            string deliveryId,
            string partner,
            string tenant,
            int status,
            string outcome,
            long milliseconds,
            string traceId
        );

        [LoggerMessage(
            EventId = 104,
            Level = LogLevel.Information,
            Message = "Delivery {DeliveryId} of {Partner} for {Tenant}, answered with 202, ended with {Status} {Outcome} after {Milliseconds} ms (trace {TraceId})."
        )]
        public static partial void EndedLater(
            ILogger logger,
            string deliveryId,
            string partner,
            string tenant,
            int status,
            string outcome,
            long milliseconds,
            string traceId
        );

        [LoggerMessage(
            EventId = 105,
            Level = LogLevel.Information,
            Message = "Delivery {DeliveryId} of {Partner} for {Tenant} was run by recovery, and ended with {Status} {Outcome} after {Milliseconds} ms (trace {TraceId})."
        )]
        public static partial void Recovered(
            ILogger logger,
            string deliveryId,
            string partner,
            string tenant,
            int status,
            string outcome,
            long milliseconds,
            string traceId
        );

        [LoggerMessage(
            EventId = 106,
            Level = LogLevel.Warning,
            Message = "A webhook for {Partner} was refused: it came with the function key named {KeyName} (trace {TraceId})."
        )]
        public static partial void WrongFunctionKey(ILogger logger, string partner, string keyName, string traceId);

        [LoggerMessage(
            EventId = 107,
            Level = LogLevel.Information,
            Message = "A webhook of {Partner} was answered with {Status} {Outcome} after {Milliseconds} ms, before its customer was known (delivery {DeliveryId}, trace {TraceId})."
        )]
        public static partial void EndedEarly(
            ILogger logger,
            string partner,
            int status,
            string outcome,
            long milliseconds,
            string deliveryId,
            string traceId
        );

        [LoggerMessage(
            EventId = 102,
            Level = LogLevel.Error,
            Message = "Delivery {DeliveryId} of {Partner} failed because of a bug (trace {TraceId})."
        )]
        public static partial void Failed(
            ILogger logger,
            Exception exception,
            string partner,
            string deliveryId,
            string traceId
        );
    }
}
