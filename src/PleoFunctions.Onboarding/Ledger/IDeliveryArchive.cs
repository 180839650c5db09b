using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>
/// The ledger of deliveries as operators read it. Reading changes nothing and claims nothing. Its methods do not throw
/// when the store fails.
/// </summary>
internal interface IDeliveryArchive
{
    /// <summary>Lists a partner's deliveries, in the order of their ids.</summary>
    /// <returns>A page. A short or empty page may still have a next one.</returns>
    Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query);

    /// <summary>Reads a delivery.</summary>
    /// <param name="key">The delivery, with an id of the valid form.</param>
    Task<Result<DeliveryRecord>> ReadAsync(DeliveryKey key);
}

/// <summary>Some of a partner's deliveries.</summary>
/// <param name="Deliveries">In the order of their ids.</param>
/// <param name="Continuation">Where the next page begins, in the archive's own form; null on the last page.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliverySummary> Deliveries, string? Continuation);

/// <summary>Where deliveries are kept: the flow writes to the ledger, operators read the same in the archive.</summary>
internal sealed record DeliveryStore(IDeliveryLedger Ledger, IDeliveryArchive Archive);
