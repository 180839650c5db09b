using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Deliveries;

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
    ValueTask<Claim> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease);

    /// <summary>Records that a claimed delivery is done, and keeps its answer.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="answer">The body of the answer, of which the ledger makes a copy.</param>
    ValueTask<Recording> CompleteAsync(Claim.Granted claim, ReadOnlyMemory<byte> answer);

    /// <summary>Records that a claimed delivery ended with a problem, and gives the claim up.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="code">The problem.</param>
    /// <param name="doubt">Pleo may have an installation of it: the next claim has to look before it sends.</param>
    ValueTask<Recording> ReleaseAsync(Claim.Granted claim, ProblemCode code, Doubt doubt);

    /// <summary>Proves that the ledger can be used, for the readiness check.</summary>
    /// <exception cref="Exception">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}
