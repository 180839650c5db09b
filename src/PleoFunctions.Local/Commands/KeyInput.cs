using System.Text;

namespace PleoFunctions.Local.Commands;

/// <summary>Reads an API key from a pipe, or from the terminal without showing it.</summary>
internal static class KeyInput
{
    /// <summary>The longest text that is read, in characters. Key Vault stores values of up to 25 KB.</summary>
    private const int MaxLength = 25 * 1024;

    /// <summary>The key comes from a pipe or a file, so no question can be answered there.</summary>
    public static bool IsPiped => Console.IsInputRedirected;

    /// <summary>Reads the key. White space around it is not part of it.</summary>
    /// <param name="prompt">What to ask for on the terminal.</param>
    /// <param name="errors">Where to ask.</param>
    /// <param name="cancellationToken">Ends the read of a pipe.</param>
    /// <exception cref="UserErrorException">The text is too long.</exception>
    public static async Task<string> ReadAsync(string prompt, TextWriter errors, CancellationToken cancellationToken)
    {
        if (!IsPiped)
        {
            await errors.WriteAsync($"{prompt}: ");
            var typed = ReadWithoutEcho();
            await errors.WriteLineAsync();
            return typed.Trim();
        }

        var text = new char[MaxLength + 1];
        var length = await Console.In.ReadBlockAsync(text, cancellationToken);
        return length <= MaxLength
            ? new string(text, 0, length).Trim()
            : throw new UserErrorException("The input is longer than a key can be.");
    }

    private static string ReadWithoutEcho()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } pressed)
        {
            if (pressed.Key is not ConsoleKey.Backspace)
            {
                typed.Append(pressed.KeyChar);
            }
            else if (typed.Length > 0)
            {
                typed.Length--;
            }

            if (typed.Length > MaxLength)
            {
                throw new UserErrorException("The input is longer than a key can be.");
            }
        }

        return typed.ToString();
    }
}
