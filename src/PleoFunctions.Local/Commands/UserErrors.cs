using Microsoft.Extensions.Options;

namespace PleoFunctions.Local.Commands;

/// <summary>Prints the errors that a user can fix, without a stack trace.</summary>
internal static class UserErrors
{
    /// <summary>The exit code for a wrong setting, option or address.</summary>
    public const int ExitCode = 2;

    private const int Refused = 1;

    /// <summary>Runs a command, and prints its error if the user can fix it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="errors">Where to print; standard error by default.</param>
    public static async Task<int> PrintAsync(Func<Task<int>> command, TextWriter? errors = null)
    {
        errors ??= Console.Error;
        try
        {
            return await command();
        }
        catch (Exception e) when (MessagesOf(e) is { } messages)
        {
            // A wrong setting is reported once by each setting that is checked against it.
            foreach (var message in messages.Distinct(StringComparer.Ordinal))
            {
                await errors.WriteLineAsync(message);
            }

            return ExitCode;
        }
        catch (RefusedException e)
        {
            await errors.WriteLineAsync(TextTable.Plain(e.Message));
            return Refused;
        }
    }

    private static IEnumerable<string>? MessagesOf(Exception failure) =>
        failure switch
        {
            UserErrorException told => [told.Message],
            OptionsValidationException wrong => wrong.Failures,
            AggregateException all when all.InnerExceptions.All(inner => inner is OptionsValidationException) => all
                .InnerExceptions.Cast<OptionsValidationException>()
                .SelectMany(wrong => wrong.Failures),
            _ => null,
        };
}

/// <summary>An error that the user can fix. The message says how.</summary>
internal class UserErrorException(string message) : Exception(message);

/// <summary>No answer of the app came: it cannot be reached, took too long, or its host answered in its place.</summary>
internal sealed class NoAnswerException(string message) : UserErrorException(message);

/// <summary>The app, Pleo or the vault refused. The message says why.</summary>
internal sealed class RefusedException(string message) : Exception(message)
{
    /// <summary>The problem code of the app; empty when it was not the app.</summary>
    public string Code { get; init; } = "";

    /// <summary>The status of the app's answer; 0 when it was not the app.</summary>
    public int Status { get; init; }

    /// <summary>How long the app asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
