using PleoFunctions.Onboarding.Deliveries;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Tests;

/// <summary>A ledger with a bug: it throws, which no ledger may.</summary>
internal sealed class BrokenLedger : IDeliveryLedger
{
    public const string Words = "only-the-ledger-says-this";

    public Task<Claim> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease) =>
        throw new InvalidOperationException(Words);

    public Task<Recording> CompleteAsync(Claim.Granted claim, ReadOnlyMemory<byte> answer) =>
        throw new InvalidOperationException(Words);

    public Task<Recording> ReleaseAsync(Claim.Granted claim, ProblemCode code, bool mayExist) =>
        throw new InvalidOperationException(Words);

    public Task ProbeAsync(CancellationToken cancellationToken) => throw new InvalidOperationException(Words);
}
