namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Where Pleo's API is.</summary>
/// <param name="Value">An absolute address that ends with a slash.</param>
public sealed record PleoAddress(Uri Value);
