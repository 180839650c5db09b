using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>Why a delivery cannot be shown.</summary>
internal static class ArchiveProblems
{
    public static Problem UnknownDelivery { get; } =
        new(
            ProblemCode.UnknownDelivery,
            "The ledger has no delivery of this id from this partner. One that was refused before it was claimed is not in it."
        );

    public static Problem Unavailable { get; } =
        new(ProblemCode.LedgerUnavailable, "The ledger cannot be reached. Ask again later.");
}
