namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A body, as text.</summary>
/// <param name="Text">The text; bytes that are no UTF-8 are replaced.</param>
/// <param name="Length">How many bytes went by.</param>
/// <param name="IsWhole">The text is all of it.</param>
/// <param name="IsForgotten">There is no text, because newer deliveries took its place.</param>
internal sealed record BodyDocument(string Text, long Length, bool IsWhole, bool IsForgotten);
