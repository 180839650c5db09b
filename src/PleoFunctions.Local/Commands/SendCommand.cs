using System.CommandLine;
using System.Net.Http.Headers;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Commands;

/// <summary><c>send</c>: signs a webhook as a partner does, sends it and prints the answer.</summary>
internal static class SendCommand
{
    private static readonly Option<string> Tenant = new("--tenant")
    {
        Description = $"The tenant to onboard: {string.Join(", ", TestTenants.Names)}, or a tenant of your own",
        DefaultValueFactory = _ => TestTenants.Works,
    };

    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "The partner to send as",
        DefaultValueFactory = _ => LocalFallbacks.Partner,
    };

    private static readonly Option<string> Address = new("--url")
    {
        Description =
            "The address of the app; or the full address of the webhook route, with its function key (?code=)",
        DefaultValueFactory = _ => LocalAddress.Default,
    };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "The signing secret (default: the setting Secrets__<name>, or else the embedded vault's)",
    };

    private static readonly Option<string?> Scheme = new("--scheme")
    {
        Description = $"The signature scheme: {SigningInput.SchemeNames} (default: the partner's)",
    };

    private static readonly Option<string?> Id = new("--id") { Description = "The delivery id (default: a new one)" };

    private static readonly Option<FileInfo?> File = new("--file")
    {
        Description = "A file to send as the body (default: a sample)",
    };

    private static readonly Option<bool> Show = new("--show")
    {
        Description = "Also print the request and the exact text that was signed",
    };

    public static Command Create()
    {
        var command = new Command("send", "Sign a webhook, send it and print the answer")
        {
            Tenant,
            PartnerName,
            Address,
            Secret,
            Scheme,
            Id,
            File,
            Show,
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
        var sample = SampleWebhook.Create(
            input.Partner,
            parsed.GetValue(Tenant)!,
            TimeProvider.System.GetUtcNow(),
            parsed.GetValue(Id)
        );
        if (parsed.GetValue(File) is { } file)
        {
            sample = sample with { Body = await SigningInput.ReadFileAsync(file, cancellationToken) };
        }

        IReadOnlyList<KeyValuePair<string, string>> headers;
        try
        {
            headers = sample.Sign(input.Scheme, input.Secret);
        }
        catch (FormatException e)
        {
            throw new UserErrorException(e.Message);
        }

        var target = LocalAddress.WebhookOf(parsed.GetValue(Address)!, input.Partner.Name);
        if (parsed.GetValue(Show))
        {
            await PrintRequestAsync(target, headers, sample.Body);
            await PrintSignedTextAsync(input.Scheme, headers, sample.Body);
        }

        return await SendAsync(app, target, headers, sample.Body, cancellationToken);
    }

    private static async Task<int> SendAsync(
        WebApplication app,
        Uri target,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var http = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(SendCommand));
        using var response = await http.SendOrExplainAsync(request, cancellationToken);
        await PrintAsync(response, cancellationToken);
        return response.IsSuccessStatusCode ? 0 : 1;
    }

    private static async Task PrintAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var output = Console.Out;
        await output.WriteLineAsync($"{(int)response.StatusCode} {response.ReasonPhrase}");
        foreach (var name in (string[])[Answers.OutcomeHeader, "Retry-After", "Content-Type"])
        {
            var values =
                response.Headers.TryGetValues(name, out var header) ? header
                : response.Content.Headers.TryGetValues(name, out var content) ? content
                : [];
            foreach (var value in values)
            {
                await output.WriteLineAsync($"{name}: {value}");
            }
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static async Task PrintRequestAsync(
        Uri target,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body
    )
    {
        // The query may hold a function key.
        await Console.Out.WriteLineAsync($"POST {target.GetLeftPart(UriPartial.Path)}");
        foreach (var (name, value) in headers)
        {
            await Console.Out.WriteLineAsync($"{name}: {value}");
        }

        await Console.Out.WriteLineAsync();
        await Console.Out.WriteLineAsync(System.Text.Encoding.UTF8.GetString(body.Span));
        await Console.Out.WriteLineAsync();
    }

    /// <summary>Prints the text under the signature: the scheme's prefix, then the body.</summary>
    private static async Task PrintSignedTextAsync(
        SignatureScheme scheme,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body
    )
    {
        if (scheme is HmacScheme hmac && hmac.ReadOrRefuse(new WebhookHeaders().Add(headers), out var request) is null)
        {
            await Console.Out.WriteLineAsync($"What was signed ({hmac.SignedContent}):");
            await Console.Out.WriteLineAsync();
            await Console.Out.WriteLineAsync(request.Prefix + System.Text.Encoding.UTF8.GetString(body.Span));
            await Console.Out.WriteLineAsync();
        }
    }
}
