using System.CommandLine;
using System.Net.Http.Headers;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Commands;

/// <summary><c>send</c>: signs a webhook as a partner would, sends it, and prints the answer.</summary>
internal static class SendCommand
{
    private static readonly Option<string> Tenant = new("--tenant")
    {
        Description = $"The tenant to onboard: {string.Join(", ", TestTenants.Names)}, or one of yours",
        DefaultValueFactory = _ => TestTenants.Works,
    };

    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "The partner to send as",
        DefaultValueFactory = _ => LocalFallbacks.Partner,
    };

    private static readonly Option<string> Address = new("--url")
    {
        Description = "Where the app is, without the route; or a whole address that has its route and its code",
        DefaultValueFactory = _ => LocalAddress.Default,
    };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "The signing secret (default: Secrets__<name> if set, else the embedded vault's)",
    };

    private static readonly Option<string?> Scheme = new("--scheme")
    {
        Description = $"The signature scheme: {SchemeNames.All} (default: the partner's)",
    };

    private static readonly Option<string?> Id = new("--id") { Description = "The delivery id (default: a new one)" };

    private static readonly Option<FileInfo?> File = new("--file")
    {
        Description = "A file whose bytes are the body (default: a sample)",
    };

    private static readonly Option<bool> Show = new("--show")
    {
        Description = "Print what is sent, and what was signed of it",
    };

    public static Command Create()
    {
        var command = new Command("send", "Sign a webhook, send it, and print the answer")
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
        var sample = SampleWebhook.Create(
            input.Partner,
            parsed.GetValue(Tenant)!,
            TimeProvider.System.GetUtcNow(),
            parsed.GetValue(Id)
        );
        if (parsed.GetValue(File) is { } file)
        {
            sample = sample with { Body = await WebhookInput.ReadAsync(file, cancellationToken) };
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
            await ShowAsync(target, headers, sample.Body);
            await ShowSignedAsync(input.Scheme, headers, sample.Body);
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
        using var response = await http.SendOrTellAsync(request, cancellationToken);
        await PrintAsync(response, cancellationToken);
        return response.IsSuccessStatusCode ? 0 : 1;
    }

    private static async Task PrintAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var output = Console.Out;
        await output.WriteLineAsync($"{(int)response.StatusCode} {response.ReasonPhrase}");
        foreach (var name in (string[])["Onboarding-Outcome", "Retry-After", "Content-Type"])
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

    private static async Task ShowAsync(
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

    /// <summary>What the signature is over: what the scheme puts before the body, and the body.</summary>
    private static async Task ShowSignedAsync(
        SignatureScheme scheme,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body
    )
    {
        if (scheme is HmacScheme hmac && hmac.Read(new WebhookHeaders().Add(headers), out var request) is null)
        {
            await Console.Out.WriteLineAsync($"What was signed ({hmac.SignedContent}):");
            await Console.Out.WriteLineAsync();
            await Console.Out.WriteLineAsync(request.Prefix + System.Text.Encoding.UTF8.GetString(body.Span));
            await Console.Out.WriteLineAsync();
        }
    }
}
