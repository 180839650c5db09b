using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>
/// The ledger of deliveries: which claim works on which delivery, and how it ended. It ensures that a delivery runs once,
/// whichever instance a webhook reaches and however often it is sent. Its methods do not throw when the store fails.
/// </summary>
internal interface IDeliveryLedger
{
    /// <summary>Claims a delivery: a new one, one whose lease has ended, or one that ended with a problem.</summary>
    /// <param name="key">The delivery.</param>
    /// <param name="request">Its webhook.</param>
    /// <param name="lease">How long the claim keeps others out, on the ledger's clock.</param>
    ValueTask<ClaimResult> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease);

    /// <summary>Records that a claimed delivery is done, and keeps its answer.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="answer">The body of the answer. The ledger copies it.</param>
    ValueTask<RecordResult> CompleteAsync(ClaimResult.Granted claim, ReadOnlyMemory<byte> answer);

    /// <summary>Records that a claimed delivery ended with a problem, and releases the claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="code">The problem.</param>
    /// <param name="doubt">Pleo may have an installation of it: the next claim has to look before it sends. Null when it has none.</param>
    ValueTask<RecordResult> ReleaseAsync(ClaimResult.Granted claim, ProblemCode code, InDoubt? doubt);

    /// <summary>Proves that the ledger can be used, for the readiness check.</summary>
    /// <exception cref="Exception">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>The result of recording an outcome.</summary>
internal enum RecordResult
{
    /// <summary>It is in the ledger.</summary>
    Recorded,

    /// <summary>The lease ended, and another claim has the delivery.</summary>
    LeaseLost,

    /// <summary>The ledger does not answer.</summary>
    Unavailable,
}

/// <summary>What makes two webhooks the same delivery.</summary>
/// <param name="Partner">The partner's name.</param>
/// <param name="DeliveryId">1 to 128 of <c>A-Z a-z 0-9 _ -</c>.</param>
internal readonly record struct DeliveryKey(string Partner, string DeliveryId);

/// <summary>What a ledger keeps of a webhook while its delivery is not done.</summary>
internal sealed class DeliveryRequest(string tenant, ReadOnlyMemory<byte> body)
{
    public string Tenant { get; } = tenant;

    /// <summary>The raw body, so that the delivery can be run again.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    public BodyHash BodyHash { get; } = BodyHash.Of(body.Span);
}
