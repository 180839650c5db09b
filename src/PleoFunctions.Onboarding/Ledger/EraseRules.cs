using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The rules for an erase. They are pure, and the same for every store.</summary>
internal static class EraseRules
{
    /// <summary>
    /// The most deliveries in a write. A transaction of Table Storage has at most 100 rows: the customer, and for each
    /// delivery the row that goes and the hash that stays.
    /// </summary>
    public const int MaxDeliveries = 49;

    /// <summary>Decides on the next step of an erase.</summary>
    /// <param name="rows">What the ledger has.</param>
    /// <param name="claim">The claim of this erase.</param>
    /// <param name="isHeld">An earlier step of this erase got the claim.</param>
    public static EraseDecision Decide(ErasableRows rows, CustomerClaim claim, bool isHeld)
    {
        if (rows.Customer is not { } customer)
        {
            return new EraseDecision.Refuse(LedgerProblems.UnknownCustomer);
        }

        // After this erase has begun, a customer that is not being erased was erased, and may have come back since.
        if (customer.IsErased || (isHeld && !customer.IsErasing))
        {
            return EraseDecision.Ended.Instance;
        }

        var isOurs = string.Equals(customer.Claim?.Id, claim.Id, StringComparison.Ordinal);
        if (!isOurs && customer.Claim?.LeaseUntil - rows.Now is { } left && left > TimeSpan.Zero)
        {
            return new EraseDecision.Refuse(LedgerProblems.BusyCustomer(left));
        }

        return isOurs && rows.DeliveryIds.Count == 0
            ? new EraseDecision.Finish(customer.Erased())
            : new EraseDecision.Erase(customer.Erasing(claim), rows.DeliveryIds);
    }
}

/// <summary>The next step of an erase.</summary>
internal abstract record EraseDecision
{
    private EraseDecision() { }

    /// <summary>Nothing is written.</summary>
    public sealed record Refuse(Problem Problem) : EraseDecision;

    /// <summary>Nothing is left to erase.</summary>
    public sealed record Ended : EraseDecision
    {
        public static readonly Ended Instance = new();
    }

    /// <summary>The customer is claimed, and these deliveries go, when this is written. There may be more.</summary>
    public sealed record Erase(CustomerRecord Customer, IReadOnlyList<string> DeliveryIds) : EraseDecision;

    /// <summary>No delivery is left. When the bindings have ended and this is written, the customer is erased.</summary>
    public sealed record Finish(CustomerRecord Customer) : EraseDecision;
}

/// <summary>What an erase has done.</summary>
/// <param name="Deliveries">How many deliveries it erased.</param>
internal sealed record Erasure(int Deliveries);
