using System.CommandLine;
using System.Globalization;
using PleoFunctions.Local.Diagnosis;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Commands;

/// <summary><c>verify</c>: checks a captured request and says which check fails, and why.</summary>
internal static class VerifyCommand
{
    private const int Fails = 1;

    private const string TimeForm = "a time such as 2026-11-23T10:00:00Z";

    private static readonly Option<FileInfo> Headers = new("--headers")
    {
        Description = "A file with the captured headers, one 'name: value' per line; the output of curl -v works too",
        Required = true,
    };

    private static readonly Option<FileInfo> Body = new("--body")
    {
        Description = "A file with the captured body, byte for byte",
        Required = true,
    };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "The signing secret (default: the setting Secrets__<name>, or else the embedded vault's)",
    };

    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "The partner whose scheme, secret and tolerance to use",
        DefaultValueFactory = _ => LocalFallbacks.Partner,
    };

    private static readonly Option<string?> Scheme = new("--scheme")
    {
        Description = $"The signature scheme: {SigningInput.SchemeNames} (default: the partner's)",
    };

    private static readonly Option<string?> At = new("--at")
    {
        Description = $"When the request arrived: {TimeForm}, in UTC (default: now)",
    };

    public static Command Create()
    {
        var command = new Command("verify", "Check a captured webhook and say which check fails, and why")
        {
            Headers,
            Body,
            Secret,
            PartnerName,
            Scheme,
            At,
        };
        command.SetAction(
            (parsed, cancellationToken) => UserErrors.PrintAsync(() => RunAsync(parsed, cancellationToken))
        );
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var app = LocalApp.Create(LocalAddress.Any);
        var input = SigningInput.Find(
            app,
            parsed.GetValue(PartnerName)!,
            parsed.GetValue(Scheme),
            parsed.GetValue(Secret)
        );

        var headers = ReadHeaders(await SigningInput.ReadFileAsync(parsed.GetValue(Headers)!, cancellationToken));
        var body = await SigningInput.ReadFileAsync(parsed.GetValue(Body)!, cancellationToken);
        var given = ReadArrival(parsed.GetValue(At));
        var arrivedAt = given ?? TimeProvider.System.GetUtcNow();
        var tolerance = input.Partner.Tolerance;
        var checks = SignatureDiagnosis.Run(input.Scheme, headers, body, input.Secret, tolerance, arrivedAt);

        await Console.Out.WriteLineAsync($"{"scheme", -10} {input.Scheme.Name}");
        foreach (var check in checks)
        {
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{check.Subject, -10} {(check.Passed ? "ok   " : "FAILS")} {check.Finding}"
                )
            );
        }

        if (
            given is null
            && checks.Any(static check => check is { Subject: SignatureDiagnosis.Signature, Passed: true })
            && input.Scheme.Verify(headers, body, input.Secret, tolerance, arrivedAt).Verdict
                is SignatureVerdict.OutOfTolerance
        )
        {
            await Console.Out.WriteLineAsync(
                "The signature is valid, but the timestamp is too far from now. If you captured the request earlier, pass --at with the time of capture."
            );
        }

        return checks.All(check => check.Passed) ? 0 : Fails;
    }

    /// <exception cref="UserErrorException">The text is not a time.</exception>
    private static DateTimeOffset? ReadArrival(string? text) =>
        text is null ? null : TimeText.Read(text) ?? throw new UserErrorException($"--at '{text}' is not {TimeForm}.");

    /// <summary>Reads lines of 'name: value', with or without curl's '&gt;'. A request line is ignored.</summary>
    private static WebhookHeaders ReadHeaders(byte[] file)
    {
        var headers = new WebhookHeaders();
        foreach (var line in System.Text.Encoding.UTF8.GetString(file).Split('\n'))
        {
            var header = line.TrimStart('>', ' ').Split(':', 2);
            if (header is [var name, var value] && !name.Contains(' ', StringComparison.Ordinal))
            {
                headers.Add(name, value.Trim());
            }
        }

        return headers;
    }
}
