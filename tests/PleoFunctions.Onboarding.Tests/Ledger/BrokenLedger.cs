using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Tests.Ledger;

/// <summary>A ledger whose store fails.</summary>
internal sealed class BrokenLedger : IDeliveryLedger
{
    public bool RefuseClaims { get; set; }

    public RecordResult Outcome { get; set; } = RecordResult.Unavailable;

    public Exception? Bug { get; set; }

    public Exception? BugOnCompletion { get; set; }

    /// <summary>The failures that the core tried to record.</summary>
    public List<string> Releases { get; } = [];

    public ValueTask<ClaimResult> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        if (Bug is not null)
        {
            throw Bug;
        }

        return new(
            RefuseClaims
                ? ClaimResult.Unavailable.Instance
                : new ClaimResult.Granted
                {
                    Key = key,
                    Request = request,
                    Attempt = 1,
                    FirstClaimedAt = default,
                    ClaimedAt = default,
                }
        );
    }

    public ValueTask<RecordResult> CompleteAsync(ClaimResult.Granted claim, ReadOnlyMemory<byte> answer) =>
        BugOnCompletion is null ? new(Outcome) : throw BugOnCompletion;

    public ValueTask<RecordResult> ReleaseAsync(ClaimResult.Granted claim, ProblemCode code, InDoubt? doubt)
    {
        Releases.Add($"{code}, {(doubt is null ? "does not exist" : "may exist")}");
        return new(Outcome);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => throw new IOException("The store fails.");
}
