
namespace PleoFunctions.Local.Simulation;

/// <summary>One creation at the simulated Pleo.</summary>
/// <param name="Tenant">Whose key was used.</param>
/// <param name="DeliveryId">The delivery id in its metadata, if there was one.</param>
/// <param name="InstallationId">The installation that it made.</param>
/// <param name="At">When, in UTC.</param>
internal sealed record SimulatedCreation(string Tenant, string? DeliveryId, string InstallationId, DateTime At);
