using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>The deliveries to run, the oldest first.</summary>
internal sealed class RecoveryPlan
{
    private static readonly string Done = WireName.Of(DeliveryState.Done);

    private RecoveryPlan(IReadOnlyList<DeliveryDocument> deliveries, int skipped) =>
        (Deliveries, Skipped) = (deliveries, skipped);

    /// <summary>The deliveries, in the order in which to run them.</summary>
    public IReadOnlyList<DeliveryDocument> Deliveries { get; }

    /// <summary>How many are left out because they changed after an earlier run began.</summary>
    public int Skipped { get; }

    /// <summary>
    /// When the ledger last changed one of them: the time at which a run of this plan begins. It is on the ledger's clock,
    /// as each delivery's <c>changedAt</c> is, so the clock of this machine does not matter.
    /// </summary>
    public DateTime LastChangedAt => Deliveries.Max(delivery => delivery.ChangedAt);

    /// <summary>Selects what to run from a list.</summary>
    /// <param name="listed">The deliveries of all pages. One that moved between pages may be in it twice.</param>
    /// <param name="runBefore">Leave out what changed after this time.</param>
    public static RecoveryPlan Create(IEnumerable<DeliveryDocument> listed, DateTime? runBefore)
    {
        List<DeliveryDocument> open =
        [
            .. listed
                .Where(delivery => !Done.Equals(delivery.State, StringComparison.Ordinal))
                .DistinctBy(delivery => (delivery.Tenant, delivery.DeliveryId))
                .OrderBy(delivery => delivery.FirstSeenAt),
        ];
        List<DeliveryDocument> planned =
        [
            .. open.Where(delivery => runBefore is not { } time || delivery.ChangedAt <= time),
        ];
        return new RecoveryPlan(planned, open.Count - planned.Count);
    }

    /// <summary>How many there are by state and code.</summary>
    public TextTable Summarize()
    {
        var table = new TextTable("STATE", "CODE", "DELIVERIES");
        foreach (
            var group in Deliveries
                .CountBy(delivery => (delivery.State, Code: delivery.Code ?? ""))
                .OrderByDescending(group => group.Value)
                .ThenBy(group => group.Key.State, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Code, StringComparer.Ordinal)
        )
        {
            table.Add(group.Key.State, group.Key.Code, RecoveryTally.Write(group.Value));
        }

        return table;
    }
}
