using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Testing;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>
/// A Local whose clock can be moved, so that instances forget keys at once. The partners <c>acme</c> and <c>globex</c>
/// sign, and <c>plain</c> does not.
/// </summary>
public sealed class RunbookLocal : IAsyncLifetime
{
    /// <summary>After this time every instance has read a secret again.</summary>
    private static readonly TimeSpan KeptKeys = TimeSpan.FromMinutes(11);

    /// <summary>After this time an instance looks again for a secret that it may not use.</summary>
    private static readonly TimeSpan KeptAbsence = TimeSpan.FromSeconds(11);

    private readonly MovableClock _clock = new();
    private readonly WebApplication _app;
    private HttpClient _http = null!;

    public RunbookLocal() =>
        _app = LocalApp.Create(
            "http://127.0.0.1:0",
            adapt: services => services.AddSingleton<TimeProvider>(_clock),
            configure: static settings =>
                settings.AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Partners:acme:Signature:Scheme"] = "standard-webhooks",
                        ["Partners:globex:Signature:Scheme"] = "standard-webhooks",
                        ["Partners:plain:Signature:Scheme"] = "none",
                        ["Partners:plain:Mapping:DeliveryId"] = "/id",
                    }
                )
        );

    private Uri Address => new(_app.Urls.First());

    internal SimulatedFaults Faults => _app.Services.GetRequiredService<SimulatedFaults>();

    internal SimulatedPleo Pleo => _app.Services.GetRequiredService<SimulatedPleo>();

    internal DateTimeOffset Now => _clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _http = new HttpClient(new AnswerRecorder()) { BaseAddress = Address };
    }

    /// <summary>The key that a partner signs with until a test stores another one.</summary>
    internal string SigningKeyOf(string partner) => LocalKeys.SigningSecretOf(Find(partner));

    /// <summary>Stores a version of a secret, as <c>az keyvault secret set</c> does.</summary>
    internal void Store(string secret, string value, bool enabled = true) =>
        _app
            .Services.GetRequiredService<EmbeddedSecrets>()
            .Store(
                secret,
                new EmbeddedSecret
                {
                    Value = value,
                    Attributes = new EmbeddedAttributes { Enabled = enabled },
                }
            );

    /// <summary>What a restart does as well: every instance forgets the keys that it has.</summary>
    internal void ForgetKeys() => _clock.Advance(KeptKeys);

    /// <summary>The time until the app uses a secret that was disabled or missing before.</summary>
    internal void LookAgain() => _clock.Advance(KeptAbsence);

    /// <summary>Sends an event, signed now.</summary>
    internal async Task<(int Status, string Outcome)> SendAsync(RunbookEvent sent)
    {
        var partner = Find(sent.Partner);
        var webhook = new SampleWebhook(sent.Id, Now, sent.Write());
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/api/webhooks/{sent.Partner}/onboarding?code={sent.FunctionKey ?? LocalKeys.FunctionKeyOf(sent.Partner)}"
        )
        {
            Content = new ReadOnlyMemoryContent(webhook.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in webhook.Sign(partner.Scheme, sent.SigningKey ?? SigningKeyOf(sent.Partner)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        // The document describes what the app answers, not its host.
        request.Options.Set(AnswerRecorder.NoRoute, sent.IsRefusedByHost);
        using var answer = await _http.SendAsync(request);
        return (
            (int)answer.StatusCode,
            answer.Headers.TryGetValues("Onboarding-Outcome", out var outcomes) ? outcomes.Single()
            : await answer.Content.ReadAsStringAsync() is { Length: > 0 } problem
                ? JsonElement.Parse(problem).GetProperty("code").GetString()!
            : ""
        );
    }

    /// <summary>Runs a command of the runbook in this process, and expects it to succeed.</summary>
    internal async Task<string> OperateAsync(params string[] arguments)
    {
        var (exit, output, errors) = await CommandRun.InvokeAsync([.. arguments, "--url", Address.AbsoluteUri]);
        exit.ShouldBe(0, output + errors);
        return output;
    }

    /// <summary>Runs <c>keys set</c> with a key from a pipe.</summary>
    internal async Task<string> SetKeyAsync(string tenant, string key)
    {
        var set = await LocalProcess.RunToEndByAsync(
            "bash",
            ["-c", "printf %s \"$0\" | \"$@\"", key],
            ["keys", "set", "--url", Address.AbsoluteUri, "--tenant", tenant, "--yes"]
        );
        set.ExitCode.ShouldBe(0, set.Output + set.Error);
        return set.Output;
    }

    /// <summary>Runs the function <c>pleo</c> as the page has it.</summary>
    /// <returns>The body, and the status in a line of its own.</returns>
    internal async Task<string> PleoAsync(string key, string method = "GET")
    {
        const string first = "   pleo() {";
        const string last = "\n   }\n";
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/runbooks.md"));
        var function = page[page.IndexOf(first, StringComparison.Ordinal)..];
        function = function[..(function.IndexOf(last, StringComparison.Ordinal) + last.Length)];
        await using var bash = ChildProcess.Start(
            "bash",
            ["-c", $"{function}\npleo --request \"$1\" $PLEO/v1/installations/me <<< \"$0\"", key, method],
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PLEO"] = new Uri(Address, SimulatedPleo.BasePath.TrimEnd('/')).AbsoluteUri,
            }
        );
        (await bash.WhenEndedAsync()).ShouldBe(0, bash.Error);
        bash.Said.ShouldNotContain(key);
        return bash.Output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private Partner Find(string name) =>
        _app.Services.GetRequiredService<PartnerDirectory>().TryFind(name, out var partner)
            ? partner
            : throw new ArgumentException("There is no such partner.", nameof(name));
}

/// <summary>An event that a partner sends, or someone who has its keys.</summary>
internal sealed record RunbookEvent(string Partner, string Tenant, string Id, DateTimeOffset At)
{
    /// <summary>What the metadata says, to see whose event is in effect.</summary>
    public string Metadata { get; init; } = "genuine";

    /// <summary>The key to sign with; null for the partner's first one.</summary>
    public string? SigningKey { get; init; }

    /// <summary>The function key; null for the partner's own.</summary>
    public string? FunctionKey { get; init; }

    public bool IsRefusedByHost { get; init; }

    public byte[] Write() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                id = Id,
                type = "customer.updated",
                timestamp = At.ToUnixTimeMilliseconds(),
                data = new { tenant = Tenant, metadata = new { from = Metadata } },
            }
        );
}
