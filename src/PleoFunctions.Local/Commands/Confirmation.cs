namespace PleoFunctions.Local.Commands;

/// <summary>Asks the user to type a name before a command changes something.</summary>
internal static class Confirmation
{
    /// <param name="question">What to type, and why.</param>
    /// <param name="name">The name that has to be typed.</param>
    /// <param name="refusal">What to say when it is another one.</param>
    /// <param name="output">Where to ask.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UserErrorException">The user typed something else.</exception>
    public static async Task AskAsync(
        string question,
        string name,
        string refusal,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await output.WriteAsync(question + ": ");
        if (!name.Equals((await Console.In.ReadLineAsync(cancellationToken))?.Trim(), StringComparison.Ordinal))
        {
            throw new UserErrorException(refusal);
        }
    }
}
