namespace PleoFunctions.Local.Commands;

/// <summary>Something that the user can mend, said in words that tell how.</summary>
internal sealed class UserErrorException(string message) : Exception(message);
