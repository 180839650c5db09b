namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Something is on its way.</summary>
/// <param name="Ticket">What its delivery is marked with.</param>
internal sealed record SentDocument(string Ticket);
