using System.Diagnostics;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>
/// The ledger of customers and their deliveries: which claim works on which customer, and how each delivery ended. One
/// claim at a time works on a customer, whichever instance a webhook reaches. Its methods do not throw when the store
/// fails.
/// </summary>
internal sealed class DeliveryLedger(ILedgerStore store, OnboardingMetrics metrics, TimeProvider clock)
{
    // Each further round means that someone else changed the customer in between.
    private const int MaxRounds = 20;

    private static readonly string Erased = WireName.Of(ProblemCode.DeliveryErased);

    /// <summary>The most deliveries that are shown with a customer.</summary>
    public const int MaxDeliveries = 100;

    /// <summary>Claims a delivery and its customer.</summary>
    /// <param name="key">The delivery.</param>
    /// <param name="request">Its webhook.</param>
    /// <param name="lease">How long the claim keeps others out, on the ledger's clock.</param>
    /// <param name="settling">How long a request without a reply may still take effect.</param>
    public async ValueTask<ClaimResult> ClaimAsync(
        DeliveryKey key,
        DeliveryRequest request,
        TimeSpan lease,
        TimeSpan settling
    )
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.claim");
        var claim = await TryClaimAsync(
            new ClaimAttempt
            {
                Key = key,
                Request = request,
                ClaimId = Guid.NewGuid().ToString("N"),
                Lease = lease,
                Settling = settling,
                At = clock.GetUtcNow(),
            }
        );
        Count(
            "claim",
            claim switch
            {
                ClaimResult.Granted { Attempt: 1 } => "granted",
                ClaimResult.Granted => "taken_over",
                ClaimResult.Done => "done",
                ClaimResult.InProgress => "in_progress",
                ClaimResult.CustomerBusy => "customer_busy",
                ClaimResult.Reused => "reused",
                ClaimResult.Erased => "erased",
                _ => "unavailable",
            },
            step
        );
        return claim;
    }

    /// <summary>Records that a claimed delivery is done, keeps its answer, and ends the claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="facts">What is known of the customer now.</param>
    /// <param name="answer">The body of the answer.</param>
    public async ValueTask<RecordResult> CompleteAsync(
        ClaimResult.Granted claim,
        CustomerRecord facts,
        ReadOnlyMemory<byte> answer
    )
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.complete");
        var keepsBody = facts.LateUpdateSince is not null;
        var done = claim.Delivery.Done(answer, keepsBody, clock.GetUtcNow());
        return Count("complete", await EndAsync(claim, facts, done), step);
    }

    /// <summary>Records that a claimed delivery ended with a problem, and ends the claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="facts">What is known of the customer now.</param>
    /// <param name="code">The problem.</param>
    /// <param name="isUnknown">Pleo may have done what the delivery asks for.</param>
    public async ValueTask<RecordResult> ReleaseAsync(
        ClaimResult.Granted claim,
        CustomerRecord facts,
        ProblemCode code,
        bool isUnknown
    )
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.release");
        var failed = claim.Delivery.Failed(WireName.Of(code), isUnknown, clock.GetUtcNow());
        return Count("release", await EndAsync(claim, facts, failed), step);
    }

    /// <summary>
    /// Records, while a claim goes on, that Pleo has done what another delivery of the customer asked for.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="facts">What is known of the customer now.</param>
    /// <param name="other">The other delivery, as the ledger has it.</param>
    /// <param name="answer">The body of its answer.</param>
    /// <returns>The claim as it goes on; null when the lease was lost, or the ledger does not answer.</returns>
    public async ValueTask<ClaimResult.Granted?> FinishAsync(
        ClaimResult.Granted claim,
        CustomerRecord facts,
        DeliveryRecord other,
        ReadOnlyMemory<byte> answer
    )
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.finish");
        var keepsBody = facts.LateUpdateSince is not null;
        var held = facts with { Claim = claim.Customer.Claim };
        var (result, customer) = await WriteHeldAsync(claim, held, other.Done(answer, keepsBody, clock.GetUtcNow()));
        Count("finish", result, step);
        return result is RecordResult.Recorded && IsHeldBy(customer, claim)
            ? claim with
            {
                Customer = customer!,
            }
            : null;
    }

    /// <summary>Reads a customer and one of its deliveries. Reading changes nothing and claims nothing.</summary>
    /// <param name="key">The delivery, with an id of the valid form.</param>
    public Task<Result<LedgerRows>> ReadAsync(DeliveryKey key) =>
        MeterAsync("read", "read", async () => await store.ReadAsync(key));

    /// <summary>Binds a company to one customer of a partner, if it is not bound yet.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="company">The company's URN.</param>
    /// <returns>The tenant that the company is bound to, or the problem <c>ledger_unavailable</c>.</returns>
    public Task<Result<string>> BindAsync(CustomerKey customer, string company) =>
        MeterAsync("bind", "bound", async () => await store.BindAsync(customer, company));

    /// <summary>Ends the binding of a company, if it is bound to this customer. If the ledger does not answer, it stays.</summary>
    public Task UnbindAsync(CustomerKey customer, string company) =>
        MeterAsync("unbind", "unbound", async () => await store.UnbindAsync(customer, company));

    /// <summary>Reads a customer with its newest deliveries, at most <see cref="MaxDeliveries"/>.</summary>
    /// <returns>The customer, or a problem: <c>unknown_customer</c> or <c>ledger_unavailable</c>.</returns>
    public Task<Result<CustomerPage>> ReadCustomerAsync(CustomerKey key) =>
        MeterAsync("read_customer", "read", () => store.ReadCustomerAsync(key, MaxDeliveries));

    /// <summary>
    /// Erases all that the ledger has of a customer, except the hashes of its delivery ids. Repeated, it goes on where an
    /// erase that crashed has stopped.
    /// </summary>
    /// <param name="key">The customer.</param>
    /// <param name="lease">How long a step keeps other erases out, on the ledger's clock.</param>
    /// <returns>
    /// How much was erased, also when nothing was left; or a problem: <c>unknown_customer</c>, <c>customer_busy</c> or
    /// <c>ledger_unavailable</c>.
    /// </returns>
    public Task<Result<Erasure>> EraseAsync(CustomerKey key, TimeSpan lease) =>
        MeterAsync("erase", "erased", () => TryEraseAsync(key, lease));

    /// <summary>Records, before an operator's action, that it is asked for. Without the record it must not happen.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="name">The operator.</param>
    /// <param name="action">What is asked for.</param>
    /// <param name="deliveryId">The delivery; null for the whole customer.</param>
    /// <returns>The record, or the problem <c>ledger_unavailable</c>.</returns>
    public Task<Result<AuditRecord>> BeginAuditAsync(
        CustomerKey customer,
        string name,
        AuditAction action,
        string? deliveryId
    )
    {
        var record = new AuditRecord
        {
            Id = Guid.NewGuid().ToString("N"),
            At = clock.GetUtcNow(),
            Operator = name,
            Action = action,
            DeliveryId = deliveryId,
        };
        return MeterAsync<AuditRecord>(
            "audit",
            "written",
            async () => await store.WriteAuditAsync(customer, record) is { } problem ? problem : record
        );
    }

    /// <summary>Records how an operator's action ended. If the ledger does not answer, the record stays without an outcome.</summary>
    public async Task EndAuditAsync(CustomerKey customer, AuditRecord record, string outcome) =>
        await store.WriteAuditAsync(
            customer,
            record with
            {
                Outcome = outcome,
                // The erase may have looked for the delivery's id before the record was there.
                DeliveryId = outcome.Equals(Erased, StringComparison.Ordinal) ? null : record.DeliveryId,
            }
        );

    /// <summary>Lists a partner's deliveries that are not done, the oldest first.</summary>
    /// <returns>A page, or a problem: <c>invalid_query</c> or <c>ledger_unavailable</c>.</returns>
    public Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query) =>
        MeterAsync(
            "list",
            "listed",
            async () =>
                (await store.ReadOpenAsync(partner)).Succeeded(out var open, out var problem)
                    ? query.PageOf(open)
                    : problem
        );

    /// <summary>Reads the index of a partner's open work.</summary>
    /// <returns>The entries, in any order, or the problem <c>ledger_unavailable</c>.</returns>
    public Task<Result<OpenDelivery[]>> ReadOpenAsync(string partner) =>
        MeterAsync("read_open", "read", () => store.ReadOpenAsync(partner));

    /// <inheritdoc cref="ILedgerStore.CorrectAsync"/>
    public Task CorrectAsync(OpenDelivery entry, DeliverySummary? delivery) => store.CorrectAsync(entry, delivery);

    /// <inheritdoc cref="ILedgerStore.SweepAsync"/>
    public Task<Result<Sweep>> SweepAsync(string partner, int slice, SweepLimits limits, CancellationToken stop) =>
        MeterAsync("sweep", "swept", () => store.SweepAsync(partner, slice, limits, stop));

    /// <summary>Records that an open delivery does not run again by itself.</summary>
    /// <param name="key">The delivery.</param>
    /// <returns>
    /// The delivery, which has another state if it has ended meanwhile; or a problem: <c>unknown_delivery</c>,
    /// <c>customer_busy</c> or <c>ledger_unavailable</c>.
    /// </returns>
    public Task<Result<DeliveryRecord>> GiveUpAsync(DeliveryKey key) =>
        MeterAsync("give_up", "given_up", () => TryGiveUpAsync(key));

    /// <summary>Proves that the ledger can be used, for the readiness check.</summary>
    /// <exception cref="Exception">It cannot.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);

    private async Task<Result<Erasure>> TryEraseAsync(CustomerKey key, TimeSpan lease)
    {
        var claim = new CustomerClaim(DeliveryId: "", Guid.NewGuid().ToString("N"), lease, LeaseUntil: null);
        var (erased, lostRounds, isHeld) = (0, 0, false);
        while (lostRounds < MaxRounds)
        {
            if (!(await store.ReadErasableAsync(key, EraseRules.MaxDeliveries)).Succeeded(out var rows, out var unread))
            {
                return unread;
            }

            var decision = EraseRules.Decide(rows, claim, isHeld);
            switch (decision)
            {
                case EraseDecision.Refuse refused:
                    return refused.Problem;

                // An entry that was on its way while the erase ended would keep the name.
                case EraseDecision.Ended when await store.ForgetAsync(key) is { } notForgotten:
                    return notForgotten;

                case EraseDecision.Ended when await store.RedactAuditAsync(key) is { } notRedacted:
                    return notRedacted;

                case EraseDecision.Ended:
                    return new Erasure(erased);

                case EraseDecision.Finish when await store.ForgetAsync(key) is { } notForgotten:
                    return notForgotten;
            }

            var write = decision switch
            {
                EraseDecision.Erase step => await store.EraseAsync(step.Customer, step.DeliveryIds),
                EraseDecision.Finish last => await store.EraseAsync(last.Customer, []),
                _ => throw new UnreachableException(),
            };
            switch (write.Result)
            {
                case LedgerWriteResult.Written when decision is EraseDecision.Erase step:
                    erased += step.DeliveryIds.Count;
                    isHeld = true;
                    break;

                // Last: from here on a replay finds its delivery erased, and records no id of it.
                case LedgerWriteResult.Written:
                    return await store.RedactAuditAsync(key) is { } stays ? stays : new Erasure(erased);

                case LedgerWriteResult.Unavailable:
                    return LedgerProblems.Unavailable;

                default:
                    lostRounds++;
                    break;
            }
        }

        return LedgerProblems.BusyCustomer(lease);
    }

    private async Task<Result<DeliveryRecord>> TryGiveUpAsync(DeliveryKey key)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (!(await store.ReadAsync(key)).Succeeded(out var rows, out var unread))
            {
                return unread;
            }

            if (rows is not { Customer: { } customer, Delivery: { } delivery })
            {
                return LedgerProblems.UnknownDelivery;
            }

            if (delivery.Summary.State is DeliveryState.Done or DeliveryState.Dead)
            {
                return delivery;
            }

            if (customer.IsErasing || customer.Claim?.LeaseUntil > rows.Now)
            {
                return LedgerProblems.BusyCustomer(customer.Claim!.Lease);
            }

            var write = await store.WriteAsync(customer, [delivery.Dead(delivery.LastCode)]);
            if (write.Result is not LedgerWriteResult.Changed)
            {
                return write.Result is LedgerWriteResult.Written ? write.Deliveries[0] : LedgerProblems.Unavailable;
            }
        }

        return LedgerProblems.Unavailable;
    }

    private async ValueTask<ClaimResult> TryClaimAsync(ClaimAttempt attempt)
    {
        var rows = attempt.Request.IsKnown ? null : store.Guess(attempt.Key);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (rows is null && !(await store.ReadAsync(attempt.Key)).Succeeded(out rows, out _))
            {
                return ClaimResult.Unavailable.Instance;
            }

            var decision = IsOurs(rows, attempt)
                ? new ClaimDecision.Grant(rows.Customer!, rows.Delivery!)
                : ClaimRules.Decide(rows, attempt);
            if (decision is ClaimDecision.Refuse refused)
            {
                return refused.Result;
            }

            var write = decision switch
            {
                ClaimDecision.Grant { Delivery.Summary.State: DeliveryState.Done } grant => await store.WriteAsync(
                    grant.Customer,
                    []
                ),
                ClaimDecision.Grant grant => await store.WriteAsync(grant.Customer, [grant.Delivery]),
                ClaimDecision.Wait wait => await store.WriteAsync(wait.Customer, [wait.Delivery]),
                _ => throw new UnreachableException(),
            };
            switch (write.Result)
            {
                case LedgerWriteResult.Written when decision is ClaimDecision.Wait waits:
                    return waits.Result;

                case LedgerWriteResult.Written:
                    return await WithNewestAsync(
                        new ClaimResult.Granted
                        {
                            Customer = write.Customer!,
                            Delivery = write.Deliveries is [var claimed] ? claimed : rows.Delivery!,
                            ClaimedAt = write.At,
                        }
                    );

                case LedgerWriteResult.Unavailable:
                    return ClaimResult.Unavailable.Instance;
            }

            rows = null;
        }

        return ClaimResult.Unavailable.Instance;
    }

    /// <summary>The claim was written by an earlier round, whose response was lost.</summary>
    private static bool IsOurs(LedgerRows rows, ClaimAttempt attempt) =>
        string.Equals(rows.Customer?.Claim?.Id, attempt.ClaimId, StringComparison.Ordinal);

    /// <summary>Adds the delivery of the newest event, where the claimed one cannot bring a newer one.</summary>
    private async ValueTask<ClaimResult> WithNewestAsync(ClaimResult.Granted claim)
    {
        if (claim.Customer.Applied is not { } applied || !(claim.IsDone || claim.Customer.Supersedes(claim.Delivery)))
        {
            return claim;
        }

        var key = new DeliveryKey(claim.Key.Customer, applied.DeliveryId);
        return
            (await store.ReadAsync(key)).Succeeded(out var rows, out _)
            && rows.Delivery is { Summary.State: DeliveryState.Done } newest
            ? claim with
            {
                Newest = newest,
            }
            : claim;
    }

    private async ValueTask<RecordResult> EndAsync(
        ClaimResult.Granted claim,
        CustomerRecord facts,
        DeliveryRecord delivery
    ) => (await WriteHeldAsync(claim, facts with { Claim = null }, claim.IsDone ? null : delivery)).Result;

    /// <summary>Writes a customer that the claim holds, and one of its deliveries.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="facts">What the claim knows of the customer.</param>
    /// <param name="delivery">The delivery; null when none changes.</param>
    private async ValueTask<(RecordResult Result, CustomerRecord? Customer)> WriteHeldAsync(
        ClaimResult.Granted claim,
        CustomerRecord facts,
        DeliveryRecord? delivery
    )
    {
        // Only this claim changes what it holds, except that others may add deliveries that wait.
        for (var round = 0; round < MaxRounds; round++)
        {
            var write = await store.WriteAsync(facts, delivery is null ? [] : [delivery]);
            if (write.Result is not LedgerWriteResult.Changed)
            {
                return write.Result is LedgerWriteResult.Written
                    ? (RecordResult.Recorded, write.Customer)
                    : (RecordResult.Unavailable, null);
            }

            if (!(await store.ReadAsync(delivery?.Summary.Key ?? claim.Key)).Succeeded(out var rows, out _))
            {
                return (RecordResult.Unavailable, null);
            }

            // A write whose response was lost refuses its own repetition.
            if (IsWritten(rows, delivery))
            {
                return (RecordResult.Recorded, rows.Customer);
            }

            if (!IsHeldBy(rows.Customer, claim) || rows.Delivery is null)
            {
                return (RecordResult.LeaseLost, null);
            }

            facts = facts with { Deliveries = rows.Customer!.Deliveries, Version = rows.Customer.Version };
            delivery = delivery is null ? null : delivery with { Version = rows.Delivery.Version };
        }

        return (RecordResult.LeaseLost, null);
    }

    private static bool IsHeldBy(CustomerRecord? customer, ClaimResult.Granted claim) =>
        string.Equals(customer?.Claim?.Id, claim.Customer.Claim!.Id, StringComparison.Ordinal);

    private static bool IsWritten(LedgerRows rows, DeliveryRecord? delivery) =>
        delivery is not null
        && rows.Delivery is { } stored
        && string.Equals(stored.ClaimId, delivery.ClaimId, StringComparison.Ordinal)
        && stored.Summary.State == delivery.Summary.State
        && stored.Summary.State is not (DeliveryState.InProgress or DeliveryState.Waiting)
        && stored.Summary.Attempts == delivery.Summary.Attempts;

    private async Task<Result<T>> MeterAsync<T>(string operation, string success, Func<Task<Result<T>>> run)
        where T : class
    {
        using var step = OnboardingTelemetry.StartStep("onboarding." + operation);
        var outcome = await run();
        Count(
            operation,
            outcome.Succeeded(out _, out var problem) ? success
                : problem.Code is ProblemCode.UnknownCustomer or ProblemCode.UnknownDelivery ? "not_found"
                : problem.Code is ProblemCode.InvalidQuery ? "refused"
                : problem.Code is ProblemCode.CustomerBusy ? "customer_busy"
                : "unavailable",
            step
        );
        return outcome;
    }

    private RecordResult Count(string operation, RecordResult result, Activity? step)
    {
        Count(operation, WireName.Of(result), step);
        return result;
    }

    private void Count(string operation, string result, Activity? step)
    {
        metrics.Operated(operation, result);
        step?.SetTag(OnboardingTelemetry.Result, result);
    }
}
