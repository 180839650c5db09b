using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Why the ledger cannot show a delivery, a customer or a list.</summary>
internal static class LedgerProblems
{
    public static Problem UnknownDelivery { get; } =
        new(
            ProblemCode.UnknownDelivery,
            "The ledger has no delivery with this id of this customer. A delivery that was refused before it was claimed is not in it."
        );

    public static Problem UnknownCustomer { get; } =
        new(ProblemCode.UnknownCustomer, "The ledger has no customer of this name from this partner.");

    public static Problem UnknownContinuation { get; } =
        new(
            ProblemCode.InvalidQuery,
            "The parameter continuation has to be the one of the page before, unchanged, with the same filters."
        );

    public static Problem Unavailable { get; } =
        new(ProblemCode.LedgerUnavailable, "The ledger cannot be reached. Ask again later.");
}
