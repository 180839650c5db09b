using System.CommandLine;
using System.Globalization;
using PleoFunctions.Local.Diagnosis;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Commands;

/// <summary><c>verify</c>: takes a captured request and says which check fails, and why.</summary>
internal static class VerifyCommand
{
    private const int Fails = 1;

    private const string ArrivalForm = "a time such as 2026-11-23T10:00:00Z";

    private static readonly Option<FileInfo> Headers = new("--headers")
    {
        Description = "A file with the captured headers, one 'name: value' a line (as curl -v prints them is fine)",
        Required = true,
    };

    private static readonly Option<FileInfo> Body = new("--body")
    {
        Description = "A file with the captured body, byte for byte",
        Required = true,
    };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "The signing secret (default: the partner's, from Secrets__<name> or the embedded vault)",
    };

    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "The partner, for its scheme, secret and tolerance",
        DefaultValueFactory = _ => LocalFallbacks.Partner,
    };

    private static readonly Option<string?> Scheme = new("--scheme")
    {
        Description = $"The signature scheme: {SchemeNames.All} (default: the partner's)",
    };

    private static readonly Option<string?> At = new("--at")
    {
        Description = $"When the request arrived: {ArrivalForm}, in UTC (default: now)",
    };

    public static Command Create()
    {
        var command = new Command("verify", "Say which check of a captured webhook fails, and why")
        {
            Headers,
            Body,
            Secret,
            PartnerName,
            Scheme,
            At,
        };
        command.SetAction(
            (parsed, cancellationToken) => UserErrors.ExplainAsync(() => RunAsync(parsed, cancellationToken))
        );
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var app = LocalApp.Create(LocalAddress.Any);
        var input = WebhookInput.Find(
            app,
            parsed.GetValue(PartnerName)!,
            parsed.GetValue(Scheme),
            parsed.GetValue(Secret)
        );

        var headers = ReadHeaders(await WebhookInput.ReadAsync(parsed.GetValue(Headers)!, cancellationToken));
        var body = await WebhookInput.ReadAsync(parsed.GetValue(Body)!, cancellationToken);
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
            && checks.Any(static check => check is { Subject: "signature", Passed: true })
            && input.Scheme.Verify(headers, body, input.Secret, tolerance, arrivedAt).Verdict
                is SignatureVerdict.OutOfTolerance
        )
        {
            await Console.Out.WriteLineAsync(
                "Only the time does not fit, and it was compared with now. If the request was captured earlier, say when with --at."
            );
        }

        return checks.All(check => check.Passed) ? 0 : Fails;
    }

    /// <exception cref="UserErrorException">It is no time.</exception>
    private static DateTimeOffset? ReadArrival(string? text) =>
        text is null
            ? null
            : TimeText.Read(text) ?? throw new UserErrorException($"--at '{text}' is not {ArrivalForm}.");

    /// <summary>Reads lines of 'name: value', with or without curl's '&gt;'; a request line is passed over.</summary>
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
