namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>Where deliveries are kept: the flow writes to the ledger, operators read the same in the archive.</summary>
internal sealed record DeliveryStore(IDeliveryLedger Ledger, IDeliveryArchive Archive);
