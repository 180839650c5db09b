using Microsoft.Extensions.Options;

namespace PleoFunctions.Local.Commands;

/// <summary>Errors that a user can mend: told in words, without a stack trace.</summary>
internal static class UserErrors
{
    /// <summary>The exit code after a wrong setting, option or address.</summary>
    public const int ExitCode = 2;

    private const int Refused = 1;

    /// <summary>Runs a command, and prints what a user can mend.</summary>
    /// <param name="command">The command.</param>
    /// <param name="errors">Where to; the standard error by default.</param>
    public static async Task<int> ExplainAsync(Func<Task<int>> command, TextWriter? errors = null)
    {
        errors ??= Console.Error;
        try
        {
            return await command();
        }
        catch (Exception e) when (MessagesOf(e) is { } messages)
        {
            // A wrong setting that others are checked against is found more than once.
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
