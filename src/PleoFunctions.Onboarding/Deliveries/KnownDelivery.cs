namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>What a ledger has of a delivery.</summary>
/// <param name="BodyHash">The SHA-256 of its body.</param>
/// <param name="State">How far it has come.</param>
/// <param name="LeaseLeft">How long its last lease still runs on the ledger's clock; zero or less when it has run out.</param>
/// <param name="DoubtedFor">How long ago its last claim, or whatever left a doubt, was recorded.</param>
/// <param name="Answer">The body of its answer, when it is done.</param>
internal readonly record struct KnownDelivery(
    BodyHash BodyHash,
    DeliveryState State,
    TimeSpan LeaseLeft,
    TimeSpan DoubtedFor,
    ReadOnlyMemory<byte> Answer
);
