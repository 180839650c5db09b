namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>
/// The ledger of deliveries as operators read it. Reading changes nothing and claims nothing. Its methods do not throw
/// when the store fails.
/// </summary>
internal interface IDeliveryArchive
{
    /// <summary>Lists a partner's deliveries, in the order of their ids.</summary>
    /// <returns>A page, which may be short, even empty, and still have a next one.</returns>
    Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query);

    /// <summary>Reads a delivery.</summary>
    /// <param name="key">The delivery, with an id of the valid form.</param>
    Task<Result<KeptDelivery>> ReadAsync(DeliveryKey key);
}
