namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Why the console did not do what it was asked for.</summary>
/// <param name="Detail">In words that say what to do.</param>
internal sealed record RefusalDocument(string Detail);
