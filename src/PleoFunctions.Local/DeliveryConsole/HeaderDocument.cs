namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null when it is not to be shown.</param>
internal sealed record HeaderDocument(string Name, string? Value);
