using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Why the ledger cannot show or erase something.</summary>
internal static class LedgerProblems
{
    public static Problem UnknownDelivery { get; } =
        new(
            ProblemCode.UnknownDelivery,
            "The ledger has no delivery with this id of this customer. A delivery that was refused before it was claimed is not in it."
        );

    public static Problem UnknownCustomer { get; } =
        new(ProblemCode.UnknownCustomer, "The ledger has no customer of this name from this partner.");

    public static Problem DeliveryErased { get; } =
        new(
            ProblemCode.DeliveryErased,
            "This delivery was erased with its customer, and is not run again. To onboard the customer again, send a new delivery with a new id."
        );

    public static Problem UnknownContinuation { get; } =
        new(
            ProblemCode.InvalidQuery,
            "The parameter continuation has to be the one of the page before, unchanged, with the same filters."
        );

    /// <summary>A customer cannot be erased while a claim works on it.</summary>
    /// <param name="leaseLeft">How long the claim still holds.</param>
    public static Problem BusyCustomer(TimeSpan leaseLeft) =>
        new(
            ProblemCode.CustomerBusy,
            "A delivery or another erase of this customer is being worked on. Send the request again after the time in Retry-After."
        )
        {
            RetryAfter = leaseLeft,
        };

    public static Problem Unavailable { get; } =
        new(ProblemCode.LedgerUnavailable, "The ledger cannot be reached. Ask again later.");
}
