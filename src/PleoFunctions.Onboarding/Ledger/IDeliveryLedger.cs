using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>
/// The ledger of deliveries: who works on what, and how it ended. It is what makes one delivery one installation,
/// whichever instance a webhook reaches and however often it is sent. Its methods do not throw when the store fails.
/// </summary>
internal interface IDeliveryLedger
{
    /// <summary>Claims a delivery: a new one, or one whose lease has run out or that did not end well.</summary>
    /// <param name="key">The delivery.</param>
    /// <param name="request">Its webhook.</param>
    /// <param name="lease">How long the claim holds against others, on the ledger's clock.</param>
    ValueTask<ClaimResult> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease);

    /// <summary>Records that a claimed delivery is done, and keeps its answer.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="answer">The body of the answer, of which the ledger makes a copy.</param>
    ValueTask<RecordResult> CompleteAsync(ClaimResult.Granted claim, ReadOnlyMemory<byte> answer);

    /// <summary>Records that a claimed delivery ended with a problem, and gives the claim up.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="code">The problem.</param>
    /// <param name="doubt">Pleo may have an installation of it: the next claim has to look before it sends. Null when it has none.</param>
    ValueTask<RecordResult> ReleaseAsync(ClaimResult.Granted claim, ProblemCode code, InDoubt? doubt);

    /// <summary>Proves that the ledger can be used, for the readiness check.</summary>
    /// <exception cref="Exception">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What came of recording an outcome.</summary>
internal enum RecordResult
{
    /// <summary>It is in the ledger.</summary>
    Recorded,

    /// <summary>The lease had run out, and the delivery is someone else's now.</summary>
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
