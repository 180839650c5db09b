// The same job written simply: reads keys for each request, no ledger, no retries, JSON by reflection.
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using PleoFunctions.Baselines.MinimalApi;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddHttpClient("pleo", http => http.BaseAddress = new Uri(builder.Configuration["Pleo"]!));
builder.Services.AddSingleton(
    new SecretClient(
        new Uri("https://vault.local/"),
        DelegatedTokenCredential.Create((_, _) => new AccessToken("local", DateTimeOffset.MaxValue)),
        new SecretClientOptions
        {
            DisableChallengeResourceVerification = true,
            Transport = new HttpClientTransport(new PlainVault(new Uri(builder.Configuration["Vault"]!))),
        }
    )
);
var app = builder.Build();

app.MapPost(
    "/api/webhooks/{partner}/onboarding",
    async (string partner, HttpRequest request, SecretClient vault, IHttpClientFactory clients) =>
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var id = request.Headers["webhook-id"].ToString();
        var timestamp = request.Headers["webhook-timestamp"].ToString();

        KeyVaultSecret signingSecret = await vault.GetSecretAsync($"partner-{partner}-signing");
        var key = Convert.FromBase64String(signingSecret.Value["whsec_".Length..]);
        var expected = Convert.ToBase64String(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))
        );
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        var isValid = request
            .Headers["webhook-signature"]
            .ToString()
            .Split(' ')
            .Any(signature =>
                CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(signature),
                    Encoding.UTF8.GetBytes("v1," + expected)
                )
            );
        if (!isValid || (TimeProvider.System.GetUtcNow() - sentAt).Duration() > TimeSpan.FromMinutes(5))
        {
            return Results.Unauthorized();
        }

        var webhook = JsonSerializer.Deserialize<Webhook>(body, JsonSerializerOptions.Web)!;
        KeyVaultSecret apiKey = await vault.GetSecretAsync($"pleo-{partner}-{webhook.Data.Tenant}");

        using var call = new HttpRequestMessage(HttpMethod.Post, "v1/installations/me")
        {
            Content = JsonContent.Create(new { webhook.Data.Status, webhook.Data.Metadata }),
        };
        call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey.Value);
        using var reply = await clients.CreateClient("pleo").SendAsync(call);
        reply.EnsureSuccessStatusCode();
        var installation = await reply.Content.ReadFromJsonAsync<Installation>();
        return Results.Ok(
            new
            {
                DeliveryId = id,
                Partner = partner,
                webhook.Data.Tenant,
                Installation = installation,
            }
        );
    }
);
app.Run();
