namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The result of a claim on a delivery.</summary>
internal abstract record ClaimResult
{
    private ClaimResult() { }

    /// <summary>The customer and the delivery are ours until the lease ends.</summary>
    public sealed record Granted : ClaimResult
    {
        /// <summary>The customer as the claim found it, with the doubts that earlier claims left.</summary>
        public required CustomerRecord Customer { get; init; }

        public required DeliveryRecord Delivery { get; init; }

        /// <summary>When this claim was granted, on the ledger's clock. Never later than the true time.</summary>
        public required DateTimeOffset ClaimedAt { get; init; }

        /// <summary>
        /// The delivery of the customer's newest event, when this claim cannot bring a newer one. Null otherwise, and
        /// when the ledger does not have its answer.
        /// </summary>
        public DeliveryRecord? Newest { get; init; }

        public DeliveryKey Key => Delivery.Summary.Key;

        /// <summary>The attempt number, starting at 1.</summary>
        public int Attempt => Delivery.Summary.Attempts;

        /// <summary>The delivery was done before. Only the customer's late update is left to settle.</summary>
        public bool IsDone => Delivery.Summary.State is DeliveryState.Done;
    }

    /// <summary>The delivery was done before.</summary>
    /// <param name="answer">The body of its answer, byte for byte.</param>
    public sealed record Done(ReadOnlyMemory<byte> answer) : ClaimResult
    {
        public ReadOnlyMemory<byte> Answer { get; } = answer;
    }

    /// <summary>Another claim works on the delivery.</summary>
    /// <param name="leaseLeft">How long its lease still runs.</param>
    public sealed record InProgress(TimeSpan leaseLeft) : ClaimResult
    {
        public TimeSpan LeaseLeft { get; } = leaseLeft;
    }

    /// <summary>Another delivery of the customer is being worked on, or the customer is being erased.</summary>
    /// <param name="leaseLeft">How long the other one's lease still runs.</param>
    public sealed record CustomerBusy(TimeSpan leaseLeft) : ClaimResult
    {
        public TimeSpan LeaseLeft { get; } = leaseLeft;

        /// <summary>The delivery is in the ledger, and recovery will run it.</summary>
        public bool IsPromised { get; init; } = true;
    }

    /// <summary>The id belongs to a delivery with another body.</summary>
    public sealed record Reused : ClaimResult
    {
        public static readonly Reused Instance = new();
    }

    /// <summary>The delivery was erased with its customer.</summary>
    public sealed record Erased : ClaimResult
    {
        public static readonly Erased Instance = new();
    }

    /// <summary>The ledger does not answer.</summary>
    public sealed record Unavailable : ClaimResult
    {
        public static readonly Unavailable Instance = new();
    }
}

/// <summary>The result of recording an outcome.</summary>
internal enum RecordResult
{
    /// <summary>It is in the ledger.</summary>
    Recorded,

    /// <summary>The lease ended and another claim has the customer, or other writes came first again and again.</summary>
    LeaseLost,

    /// <summary>The ledger does not answer.</summary>
    Unavailable,
}
