namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The result of a claim on a delivery.</summary>
internal abstract record ClaimResult
{
    private ClaimResult() { }

    /// <summary>The delivery is ours until the lease ends.</summary>
    public sealed record Granted : ClaimResult
    {
        public required DeliveryKey Key { get; init; }

        public required DeliveryRequest Request { get; init; }

        /// <summary>The attempt number, starting at 1.</summary>
        public required int Attempt { get; init; }

        /// <summary>When the delivery was first claimed, on the ledger's clock.</summary>
        public required DateTimeOffset FirstClaimedAt { get; init; }

        /// <summary>When this claim was granted, on the ledger's clock.</summary>
        public required DateTimeOffset ClaimedAt { get; init; }

        /// <summary>The doubt that an earlier claim left: look at Pleo before sending. Null when there is none.</summary>
        public InDoubt? Doubt { get; init; }

        /// <summary>The claims on this delivery, this one last, for a ledger that writes them when the claim ends.</summary>
        public ClaimHistory History { get; init; } = ClaimHistory.None;

        /// <summary>The ledger's own id of this claim, if it needs more than attempt and time.</summary>
        public string ClaimId { get; init; } = "";

        /// <summary>The ledger's own mark of the version that was claimed.</summary>
        public string Version { get; init; } = "";
    }

    /// <summary>The delivery was done before.</summary>
    /// <param name="answer">The body of its answer, byte for byte.</param>
    public sealed record Done(ReadOnlyMemory<byte> answer) : ClaimResult
    {
        public ReadOnlyMemory<byte> Answer { get; } = answer;
    }

    /// <summary>Another claim holds a lease.</summary>
    /// <param name="leaseLeft">How long the lease still runs.</param>
    public sealed record InProgress(TimeSpan leaseLeft) : ClaimResult
    {
        public TimeSpan LeaseLeft { get; } = leaseLeft;
    }

    /// <summary>The id belongs to a delivery with another body.</summary>
    public sealed record Reused : ClaimResult
    {
        public static readonly Reused Instance = new();
    }

    /// <summary>The ledger does not answer.</summary>
    public sealed record Unavailable : ClaimResult
    {
        public static readonly Unavailable Instance = new();
    }
}

/// <summary>Pleo may have an installation of a delivery whose outcome is not known.</summary>
/// <param name="Since">When the last request that may still take effect can have left, on the ledger's clock.</param>
internal readonly record struct InDoubt(DateTimeOffset Since);
