namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The rules for a claim. They are pure, and the same for every store.</summary>
internal static class ClaimRules
{
    /// <summary>Decides on a claim.</summary>
    /// <param name="rows">What the ledger has, or a guess of it.</param>
    /// <param name="attempt">The claim.</param>
    public static ClaimDecision Decide(LedgerRows rows, ClaimAttempt attempt)
    {
        var (known, delivery, now) = rows;
        if (rows.IsErased)
        {
            return new ClaimDecision.Refuse(ClaimResult.Erased.Instance);
        }

        // An erase that crashed is finished by another erase, so no lease ends this. What comes is not recorded.
        if (known is { IsErasing: true })
        {
            var left = known.Claim?.LeaseUntil - now;
            return new ClaimDecision.Refuse(
                new ClaimResult.CustomerBusy(left > TimeSpan.Zero ? left.Value : attempt.Lease) { IsPromised = false }
            );
        }

        if (delivery is not null && delivery.BodyHash != attempt.Request.BodyHash)
        {
            return new ClaimDecision.Refuse(ClaimResult.Reused.Instance);
        }

        var customer = known ?? new CustomerRecord { Key = attempt.Key.Customer };
        if (customer.Claim is { } running && running.LeaseUntil > now)
        {
            return WhileBusy(customer, delivery, attempt, running.DeliveryId, (running.LeaseUntil - now).Value);
        }

        customer = customer.WithoutLapsedClaim();
        if (delivery is { Summary.State: DeliveryState.Done } && !customer.LateUpdateHasSettled(now, attempt.Settling))
        {
            return new ClaimDecision.Refuse(new ClaimResult.Done(delivery.Answer));
        }

        var claim = new CustomerClaim(attempt.Key.DeliveryId, attempt.ClaimId, attempt.Lease, now + attempt.Lease);
        return delivery is { Summary.State: DeliveryState.Done }
            ? new ClaimDecision.Grant(customer with { Claim = claim }, delivery)
            : Grant(customer, delivery ?? First(customer, attempt), attempt, claim);
    }

    private static ClaimDecision WhileBusy(
        CustomerRecord customer,
        DeliveryRecord? delivery,
        ClaimAttempt attempt,
        string running,
        TimeSpan leaseLeft
    )
    {
        if (delivery is { Summary.State: DeliveryState.Done })
        {
            return new ClaimDecision.Refuse(new ClaimResult.Done(delivery.Answer));
        }

        if (running.Equals(attempt.Key.DeliveryId, StringComparison.Ordinal))
        {
            return new ClaimDecision.Refuse(new ClaimResult.InProgress(leaseLeft));
        }

        var busy = new ClaimResult.CustomerBusy(leaseLeft);
        if (delivery is not null)
        {
            // One that has failed or is dead is not promised to anyone.
            var isPromised =
                delivery.Summary.State is DeliveryState.Waiting or DeliveryState.InProgress or DeliveryState.Unknown;
            return new ClaimDecision.Refuse(busy with { IsPromised = isPromised });
        }

        var waiting = First(customer, attempt) with { Body = attempt.Request.Body };
        return new ClaimDecision.Wait(customer with { Deliveries = waiting.Number }, waiting, busy);
    }

    private static ClaimDecision.Grant Grant(
        CustomerRecord customer,
        DeliveryRecord delivery,
        ClaimAttempt attempt,
        CustomerClaim claim
    ) =>
        new(
            customer with
            {
                Claim = claim,
                Deliveries = Math.Max(customer.Deliveries, delivery.Number),
            },
            delivery.Begun(attempt.Request, claim, attempt.At)
        );

    private static DeliveryRecord First(CustomerRecord customer, ClaimAttempt attempt) =>
        new()
        {
            Summary = new DeliverySummary { Key = attempt.Key, State = DeliveryState.Waiting },
            BodyHash = attempt.Request.BodyHash,
            OccurredAt = attempt.Request.OccurredAt,
            Number = customer.Deliveries + 1,
        };
}

/// <summary>A claim that someone tries to make.</summary>
internal sealed record ClaimAttempt
{
    public required DeliveryKey Key { get; init; }

    public required DeliveryRequest Request { get; init; }

    /// <summary>The id that the claim gets.</summary>
    public required string ClaimId { get; init; }

    /// <summary>How long the claim keeps others out.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>How long a request without a reply may still take effect.</summary>
    public required TimeSpan Settling { get; init; }

    /// <summary>The time on the instance's own clock, for the history only.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The decision on a claim.</summary>
internal abstract record ClaimDecision
{
    private ClaimDecision() { }

    /// <summary>Nothing is written.</summary>
    public sealed record Refuse(ClaimResult Result) : ClaimDecision;

    /// <summary>The claim is granted when these rows are written. A delivery that is done stays as it is.</summary>
    public sealed record Grant(CustomerRecord Customer, DeliveryRecord Delivery) : ClaimDecision;

    /// <summary>The delivery waits when these rows are written.</summary>
    public sealed record Wait(CustomerRecord Customer, DeliveryRecord Delivery, ClaimResult Result) : ClaimDecision;
}
