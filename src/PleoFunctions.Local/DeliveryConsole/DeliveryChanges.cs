using System.Text.Json.Serialization;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>What a page has not seen yet.</summary>
/// <param name="Version">Up to where it goes.</param>
/// <param name="IsWhole">It is all there is, and takes the place of what the page has.</param>
/// <param name="Count">How many deliveries there were since the start.</param>
/// <param name="Deliveries">The deliveries, oldest first.</param>
internal sealed record DeliveryChanges(
    [property: JsonIgnore] long Version,
    [property: JsonIgnore] bool IsWhole,
    long Count,
    IReadOnlyList<DeliverySummary> Deliveries
);
