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
/// One run for a delivery: it creates, updates or finds the customer's installation within the time that a delivery has.
/// <see cref="CreationState"/> and <see cref="RetryPolicy"/> decide; this class calls.
/// </summary>
/// <param name="tools">What every run uses.</param>
/// <param name="partner">The partner whose customer it is.</param>
/// <param name="payload">What the webhook asks for.</param>
/// <param name="claim">The claim under which it runs.</param>
/// <param name="claimedFrom">A timestamp of the clock from before the claim.</param>
internal sealed partial class InstallationRun(
    InstallationTools tools,
    Partner partner,
    OnboardingPayload payload,
    ClaimResult.Granted claim,
    long claimedFrom
)
{
    /// <summary>The ledger's clock may give whole seconds only, cut off.</summary>
    private static readonly TimeSpan ClockPrecision = TimeSpan.FromSeconds(1);

    private readonly long _started = tools.Clock.GetTimestamp();
    private CreationState _state = CreationState.Begin(claim, tools.Settings.SettlingTime);
    private DeliveryRecord? _newest = claim.Newest;
    private ApiKey _key = null!;
    private string? _company;
    private bool _hasCalled;

    /// <summary>The claim as the ledger has it now.</summary>
    public ClaimResult.Granted Claim { get; private set; } = claim;

    /// <summary>The time on the ledger's clock, or later.</summary>
    public DateTimeOffset Now => Claim.ClaimedAt + tools.Clock.GetElapsedTime(claimedFrom) + ClockPrecision;

    /// <summary>What is known of the customer.</summary>
    public CustomerRecord Facts => _state.Facts;

    private DeliveryKey Key => Claim.Key;

    private TimeSpan TimeLeft => tools.Settings.TotalTimeout - tools.Clock.GetElapsedTime(_started);

    private bool HasTimeForACall => tools.Settings.AttemptTimeout <= TimeLeft;

    /// <summary>A request that leaves now ends within the lease, and with the time of a whole attempt unless it is the first.</summary>
    private bool MaySend =>
        (HasTimeForACall || !_hasCalled) && Now + tools.Settings.AttemptTimeout <= Claim.Customer.Claim!.LeaseUntil;

    /// <summary>The delivery brings nothing new: it is done, or a newer event was applied before.</summary>
    private bool IsBehind => Claim.IsDone || Facts.Supersedes(Claim.Delivery);

    private bool CanSettleUpdate => Facts.LateUpdateHasSettled(Claim.ClaimedAt, tools.Settings.SettlingTime);

    /// <summary>Runs until the installation is there, or the time is over.</summary>
    public async ValueTask<InstallationResult> RunAsync()
    {
        var result = await TryAsync();
        if (result is InstallationResult.Failed { Problem.Code: ProblemCode.CompanyMismatch })
        {
            Log.CompanyMismatch(tools.Logger, payload.Tenant, partner.Name);
        }

        // A customer is bound at its first installation. If Pleo can have none, another customer may have the company.
        if (
            result is InstallationResult.Failed { Facts: { Company: null, InstallationId: null, CreateDoubt: null } }
            && _company is not null
        )
        {
            await tools.Ledger.UnbindAsync(Key.Customer, _company);
        }

        return result;
    }

    private async ValueTask<InstallationResult> TryAsync()
    {
        if (IsBehind && _state.Call is not InstallationCall.Look && !CanSettleUpdate && _newest is not null)
        {
            return Superseded(InstallationDocument.Read(_newest.Answer));
        }

        if (await PrepareKeyAsync(await tools.Keys.GetApiKeyAsync(partner, payload.Tenant)) is { } keyless)
        {
            return Fail(keyless);
        }

        var body = InstallationRequest.Write(payload.DeliveryId, payload.Status, payload.Metadata);
        while (!IsBehind || _state.Call is InstallationCall.Look)
        {
            if (!MaySend)
            {
                return Fail(ProblemCode.PleoUnavailable, retryAfter: null);
            }

            var call = _state.Call;
            var reply = await AttemptAsync(call, body);
            var decision = _state.Next(reply, Now);
            var pause = RetryPolicy.PauseAfter(reply, _state.Calls);
            if (await CheckLookAsync(call, reply) is { } elsewhere)
            {
                return Fail(elsewhere);
            }

            switch (decision.Next)
            {
                case NextAction.Finish when IsBehind:
                    return await CatchUpAsync();

                case NextAction.Finish:
                    return await ConfirmAsync(
                        reply.Find(payload.DeliveryId) ?? reply.Installations[0],
                        OutcomeOf(call)
                    );

                case NextAction.Adopt:
                    if (await AdoptAsync(reply.FindAny(Claim.Customer.CreateDoubt!.DeliveryIds)!) is { } unrecorded)
                    {
                        return Fail(unrecorded);
                    }

                    break;

                case NextAction.RefreshKey:
                    if (
                        await PrepareKeyAsync(await tools.Keys.RefreshApiKeyAsync(partner, payload.Tenant)) is
                        { } unusable
                    )
                    {
                        return Fail(unusable);
                    }

                    break;

                // A call that could not have its whole time would only leave a doubt.
                case NextAction.Create
                or NextAction.Update
                or NextAction.Look when pause + tools.Settings.AttemptTimeout <= TimeLeft:
                    await Task.Delay(pause, tools.Clock);
                    break;

                default:
                    return Fail(decision.Problem, reply);
            }

            if (!HasTimeForACall)
            {
                return Fail(decision.Problem, reply);
            }
        }

        return await CatchUpAsync();
    }

    /// <summary>
    /// Ends a run that has nothing to send. If a PUT without a reply can no longer take effect, it looks whether Pleo has
    /// the newest event, and sends that one again if not.
    /// </summary>
    private async ValueTask<InstallationResult> CatchUpAsync()
    {
        if (_newest is { } newest && !CanSettleUpdate)
        {
            return Superseded(InstallationDocument.Read(newest.Answer));
        }

        if (!MaySend)
        {
            return Fail(ProblemCode.PleoUnavailable, retryAfter: null);
        }

        var look = await AttemptAsync(InstallationCall.Look, body: default);
        var shown = look.Installations is [var first, ..] ? first : null;
        var isSettled = look.Kind switch
        {
            // Without an installation, someone has deleted it at Pleo after all of these events.
            PleoReplyKind.Installations or PleoReplyKind.NotFound => CanSettleUpdate
                && (shown is null || await ShowsNewestAsync(shown)),
            _ => false,
        };

        if (_newest is not null)
        {
            return Superseded(InstallationDocument.Read(_newest.Answer), isSettled);
        }

        return shown is not null
            ? Superseded(NormalizedInstallation.From(shown), isSettled)
            : Fail(ProblemCode.PleoUnavailable, look.RetryAfter);
    }

    /// <summary>Ensures that Pleo shows the newest event, by recording it or by sending it again.</summary>
    private async ValueTask<bool> ShowsNewestAsync(Installation shown)
    {
        if (_newest is { } newest && shown.CarriesDeliveryId(newest.Summary.Key.DeliveryId))
        {
            return true;
        }

        if (shown.DeliveryId is { } deliveryId)
        {
            var key = new DeliveryKey(Key.Customer, deliveryId);
            if (!(await tools.Ledger.ReadAsync(key)).Succeeded(out var rows, out _))
            {
                return false;
            }

            // A delivery that is not done, and newer than all that are.
            if (rows.Delivery is { Summary.State: not DeliveryState.Done } open && !Facts.Supersedes(open))
            {
                return await AdoptAsync(shown) is null;
            }
        }

        return _newest is not null && await SendNewestAgainAsync(_newest);
    }

    /// <summary>Sends the newest event again, because a late PUT of an older one has replaced it.</summary>
    private async ValueTask<bool> SendNewestAgainAsync(DeliveryRecord newest)
    {
        var deliveryId = newest.Summary.Key.DeliveryId;
        if (PayloadReader.Read(partner.Mapping, deliveryId, newest.Body) is not PayloadReading.Accepted accepted)
        {
            // The stored body cannot be read any more, because the mapping changed. Trying again would not help.
            return true;
        }

        using var kept = accepted.Payload;
        if (!MaySend)
        {
            return false;
        }

        var body = InstallationRequest.Write(deliveryId, kept.Status, kept.Metadata);
        var reply = await AttemptAsync(InstallationCall.Update, body);
        Log.SentAgain(tools.Logger, deliveryId, partner.Name, reply.Kind);
        if (reply.MayTakeEffect)
        {
            _state.LostUpdate(Now);
        }

        return reply.Kind is PleoReplyKind.Installations or PleoReplyKind.NotFound;
    }

    /// <summary>Records that Pleo has done what another delivery asked for, which had no reply.</summary>
    private async ValueTask<Problem?> AdoptAsync(Installation installation)
    {
        var key = new DeliveryKey(Key.Customer, installation.DeliveryId!);
        if (!(await tools.Ledger.ReadAsync(key)).Succeeded(out var rows, out var problem))
        {
            return problem;
        }

        if (rows.Delivery is not { Summary.State: not DeliveryState.Done } other)
        {
            _state.Adopted(Facts);
            return null;
        }

        var answer = InstallationDocument.Write(key, NormalizedInstallation.From(installation));
        _state.Adopted(Facts.With(other) with { Company = Facts.Company ?? _company });
        if (await tools.Ledger.FinishAsync(Claim, Facts, other, answer) is not { } held)
        {
            return LedgerProblems.Unavailable;
        }

        Log.Finished(tools.Logger, key.DeliveryId, partner.Name);
        Claim = held;
        _state.Adopted(held.Customer);
        if (Facts.HasApplied(key.DeliveryId))
        {
            _newest = other with { Answer = answer };
        }

        return null;
    }

    /// <summary>The end of a run whose delivery has the installation, unless that belongs to another company.</summary>
    private async ValueTask<InstallationResult> ConfirmAsync(Installation installation, Outcome outcome)
    {
        if (await CheckResourceAsync(installation.Resource) is { } mismatch)
        {
            // Pleo has taken the request.
            return new InstallationResult.Failed(mismatch, isUnknown: true, Facts);
        }

        var facts = _state.Applied(Claim.Delivery);
        return new InstallationResult.Installed(
            NormalizedInstallation.From(installation),
            outcome,
            _company is null ? facts : facts with { Company = _company }
        );
    }

    private InstallationResult.Installed Superseded(NormalizedInstallation newest, bool isSettled = false) =>
        new(newest, Outcome.Superseded, isSettled ? Facts with { LateUpdateSince = null } : Facts);

    private InstallationResult.Failed Fail(ProblemCode code, PleoReply reply) => Fail(code, reply.RetryAfter);

    private InstallationResult.Failed Fail(ProblemCode code, TimeSpan? retryAfter) =>
        Fail(InstallationProblems.Of(code, retryAfter));

    /// <summary>The end of a run without a result. No problem may say that nothing was changed if that is not known.</summary>
    private InstallationResult.Failed Fail(Problem problem) =>
        new(
            _state.IsUnknown && problem.Code is (ProblemCode.PleoUnavailable or ProblemCode.PleoRateLimited)
                ? InstallationProblems.Of(ProblemCode.OutcomeUnknown, problem.RetryAfter)
                : problem,
            _state.IsUnknown,
            Facts
        );

    private async ValueTask<PleoReply> AttemptAsync(InstallationCall call, ReadOnlyMemory<byte> body)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.attempt");
        _hasCalled = true;
        var reply = call switch
        {
            InstallationCall.Create => await tools.Pleo.CreateAsync(_key, body, TimeLeft),
            InstallationCall.Update => await tools.Pleo.UpdateAsync(_key, body, TimeLeft),
            InstallationCall.Look => await tools.Pleo.FindAsync(_key, TimeLeft),
            _ => await tools.Pleo.IntrospectAsync(_key, TimeLeft),
        };

        var number = _state.Calls + 1;
        var method = MethodOf(call);
        if (call is InstallationCall.Introspect)
        {
            Log.Asked(tools.Logger, reply.Kind, reply.Status, reply.Reason);
        }
        else
        {
            Log.Attempted(tools.Logger, number, method, reply.Kind, reply.Status, reply.Reason);
        }

        tools.Metrics.Attempted(partner.Name, method, reply.Name);
        step?.SetTag(OnboardingTelemetry.Attempt, number).SetTag(OnboardingTelemetry.Result, reply.Name);
        return reply;
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

        [LoggerMessage(
            EventId = 402,
            Level = LogLevel.Information,
            Message = "Pleo had done what delivery {DeliveryId} of {Partner} asked for. It is now recorded as done."
        )]
        public static partial void Finished(ILogger logger, string deliveryId, string partner);

        [LoggerMessage(
            EventId = 403,
            Level = LogLevel.Warning,
            Message = "Pleo showed an older event, so the newest one was sent again: delivery {DeliveryId} of {Partner} ({Kind})."
        )]
        public static partial void SentAgain(ILogger logger, string deliveryId, string partner, PleoReplyKind kind);

        [LoggerMessage(
            EventId = 404,
            Level = LogLevel.Error,
            Message = "The API key stored for {Tenant} of {Partner} belongs to another Pleo company than the payload names, or than the customer has."
        )]
        public static partial void CompanyMismatch(ILogger logger, string tenant, string partner);

        [LoggerMessage(
            EventId = 405,
            Level = LogLevel.Information,
            Message = "Pleo was asked which company the API key belongs to: {Kind} (status {Status}; {Reason})."
        )]
        public static partial void Asked(ILogger logger, PleoReplyKind kind, int? status, string reason);
    }
}

/// <summary>What every run for an installation uses.</summary>
internal sealed record InstallationTools(
    PleoClient Pleo,
    KeyRing Keys,
    DeliveryLedger Ledger,
    PleoSettings Settings,
    OnboardingMetrics Metrics,
    TimeProvider Clock,
    ILogger<InstallationRun> Logger
);
