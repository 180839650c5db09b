namespace PleoFunctions.Local.Commands;

/// <summary>What the app answered instead of doing it, in its own words.</summary>
internal sealed class RefusedException(string message) : Exception(message);
