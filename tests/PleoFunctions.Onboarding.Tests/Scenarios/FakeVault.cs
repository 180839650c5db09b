using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>Azure Key Vault behind the real client's transport: the challenge, the secrets, and failures.</summary>
internal sealed class FakeVault : HttpMessageHandler
{
    public static readonly Uri Address = new("https://vault.example/");

    private static readonly JsonSerializerOptions OmitNulls = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Attributes> _attributes = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _firstNames = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _reads = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private volatile Func<HttpResponseMessage>? _failure;
    private volatile TaskCompletionSource? _hold;

    public string this[string name]
    {
        set
        {
            _secrets[name] = value;
            _firstNames.TryAdd(value, name);
        }
    }

    /// <summary>The name under which a value was stored first; null when it never was.</summary>
    public string? FirstNameOf(string value) => _firstNames.GetValueOrDefault(value);

    /// <summary>How many reads there were, including failed ones.</summary>
    public int Reads => _reads.Count;

    public int ReadsOf(string name) => _reads.Count(read => read.Equals(name, StringComparison.Ordinal));

    /// <summary>Deletes a secret. The vault keeps it for its retention time, but gives it to no one.</summary>
    public void Remove(string name) => _secrets.TryRemove(name, out _);

    /// <summary>Disables the newest version of a secret, or enables it again.</summary>
    public void Disable(string name, bool disabled = true) =>
        _attributes[name] = AttributesOf(name) with { Enabled = !disabled };

    /// <summary>Sets the dates outside which a secret must not be used. The vault keeps whole seconds.</summary>
    public void SetDates(string name, DateTimeOffset? notBefore = null, DateTimeOffset? expiresOn = null) =>
        _attributes[name] = AttributesOf(name) with { NotBefore = notBefore, ExpiresOn = expiresOn };

    /// <summary>Answers every read with a status from now on.</summary>
    public void Fail(HttpStatusCode status, int? retryAfter = null) =>
        Fail(status, """{"error":{"code":"Scripted","message":"only-the-vault-says-this"}}""", retryAfter);

    /// <summary>Answers every read with a status and a body from now on.</summary>
    public void Fail(HttpStatusCode status, string body, int? retryAfter = null) =>
        _failure = () =>
        {
            var response = Json(status, body);
            if (retryAfter is { } seconds)
            {
                response.Headers.Add("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
            }

            return response;
        };

    /// <summary>Refuses every connection from now on.</summary>
    public void Disappear() => _failure = () => throw new HttpRequestException("Connection refused.");

    public void Recover() => _failure = null;

    /// <summary>Makes reads wait until the result is completed.</summary>
    public TaskCompletionSource Hold() => _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until that many more reads have arrived.</summary>
    public async Task WhenReadAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await Patience.ForAsync(
                _arrivals.WaitAsync(TestContext.Current.CancellationToken),
                "the next read of the vault"
            );
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.Headers.Authorization is null)
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.WwwAuthenticate.Add(
                new AuthenticationHeaderValue(
                    "Bearer",
                    "authorization=\"https://login.example/tenant\", resource=\"https://vault.azure.net\""
                )
            );
            return challenge;
        }

        var name = request.RequestUri!.Segments[2].TrimEnd('/');
        _reads.Enqueue(name);
        _arrivals.Release();

        if (_hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (_failure is { } failure)
        {
            return failure();
        }

        if (!_secrets.TryGetValue(name, out var value))
        {
            return Json(
                HttpStatusCode.NotFound,
                $$"""{"error":{"message":"A secret with (name/id) {{name}} was not found in this key vault.","code":"SecretNotFound"} }"""
            );
        }

        // As Key Vault does: it refuses a disabled secret, but gives expired and not yet valid ones.
        var attributes = AttributesOf(name);
        return attributes.Enabled
            ? Json(
                HttpStatusCode.OK,
                $$"""{"value":"{{JsonEncodedText.Encode(value)}}","attributes":{{attributes.ToJson()}},"id":"{{Address}}secrets/{{name}}/1"}"""
            )
            : Json(
                HttpStatusCode.Forbidden,
                """{"error":{"code":"Forbidden","message":"Operation get is not allowed on a disabled secret.","innererror":{"code":"SecretDisabled"}}}"""
            );
    }

    protected override void Dispose(bool disposing)
    {
        _hold?.TrySetResult();
        _arrivals.Dispose();
        base.Dispose(disposing);
    }

    private Attributes AttributesOf(string name) => _attributes.GetValueOrDefault(name) ?? new Attributes();

    private static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private sealed record Attributes
    {
        public bool Enabled { get; init; } = true;

        public DateTimeOffset? NotBefore { get; init; }

        public DateTimeOffset? ExpiresOn { get; init; }

        public string ToJson() =>
            JsonSerializer.Serialize(
                new
                {
                    enabled = Enabled,
                    nbf = NotBefore?.ToUnixTimeSeconds(),
                    exp = ExpiresOn?.ToUnixTimeSeconds(),
                },
                OmitNulls
            );
    }
}
