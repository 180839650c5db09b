using System.Globalization;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Local.Commands;

/// <summary>Deliveries as lines, in columns as wide as they need to be.</summary>
internal sealed class DeliveriesTable
{
    private readonly TextTable _table = new("DELIVERY", "TENANT", "STATE", "CODE", "ATTEMPTS", "FIRST", "CHANGED");

    public bool IsEmpty => _table.IsEmpty;

    public void Add(IEnumerable<DeliveryDocument> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            _table.Add(
                delivery.DeliveryId,
                delivery.Tenant,
                delivery.State,
                delivery.Code ?? "",
                delivery.Attempts.ToString(CultureInfo.InvariantCulture),
                TimeText.Write(delivery.FirstClaimedAt),
                TimeText.Write(delivery.ChangedAt)
            );
        }
    }

    public async Task PrintAsync(TextWriter output)
    {
        if (IsEmpty)
        {
            await output.WriteLineAsync("There is no such delivery.");
            return;
        }

        await _table.PrintAsync(output);
    }
}
