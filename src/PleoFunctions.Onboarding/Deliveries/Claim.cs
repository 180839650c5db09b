namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>What came of claiming a delivery.</summary>
internal abstract record Claim
{
    private Claim() { }

    /// <summary>The delivery is ours until the lease runs out.</summary>
    public sealed record Granted : Claim
    {
        public required DeliveryKey Key { get; init; }

        public required DeliveryRequest Request { get; init; }

        /// <summary>The how-manieth claim on this delivery it is, from 1.</summary>
        public required int Attempt { get; init; }

        /// <summary>When the delivery was first claimed, on the ledger's clock.</summary>
        public required DateTimeOffset FirstClaimedAt { get; init; }

        /// <summary>An earlier claim may have created the installation: look before sending.</summary>
        public required bool MayExist { get; init; }

        /// <summary>For how long that has been in doubt, on the ledger's clock.</summary>
        public TimeSpan DoubtedFor { get; init; }

        /// <summary>Since when, on the ledger's clock.</summary>
        public DateTimeOffset? DoubtSince { get; init; }

        /// <summary>The claims on this delivery, this one last, for a ledger that writes them with the claim's end.</summary>
        public ClaimHistory History { get; init; } = ClaimHistory.None;

        /// <summary>The ledger's own mark of this claim, if attempt and time do not tell it from others.</summary>
        public string ClaimId { get; init; } = "";

        /// <summary>The ledger's own mark of the version that was claimed.</summary>
        public string Version { get; init; } = "";
    }

    /// <summary>The delivery was done before.</summary>
    /// <param name="answer">The body of its answer, byte for byte.</param>
    public sealed record Done(ReadOnlyMemory<byte> answer) : Claim
    {
        public ReadOnlyMemory<byte> Answer { get; } = answer;
    }

    /// <summary>Someone else holds a lease.</summary>
    /// <param name="leaseLeft">How long it still runs.</param>
    public sealed record InProgress(TimeSpan leaseLeft) : Claim
    {
        public TimeSpan LeaseLeft { get; } = leaseLeft;
    }

    /// <summary>The id belongs to a delivery with another body.</summary>
    public sealed record Reused : Claim
    {
        public static readonly Reused Instance = new();
    }

    /// <summary>The ledger does not answer.</summary>
    public sealed record Unavailable : Claim
    {
        public static readonly Unavailable Instance = new();
    }
}
