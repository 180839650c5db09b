using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Local.Simulation;

/// <summary>The part of Key Vault's REST API that reads a secret.</summary>
internal sealed partial class VaultHandler(PartnerDirectory partners, SimulatedFaults faults) : HttpMessageHandler
{
    public static readonly Uri Address = new("https://embedded.vault.local/");

    private const string SecretsPath = "/secrets/";

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) => Task.FromResult(Answer(request));

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        switch (faults.Vault)
        {
            case VaultFault.Down:
                throw new HttpRequestException(
                    HttpRequestError.ConnectionError,
                    "The embedded vault is set to be down."
                );
            case VaultFault.Throttled:
                var throttled = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                throttled.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(1));
                return throttled;
        }

        if (request.Headers.Authorization is null)
        {
            // As Key Vault does: the challenge tells the client where to get a token.
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.WwwAuthenticate.Add(
                new AuthenticationHeaderValue(
                    "Bearer",
                    $"authorization=\"{Address}local\", resource=\"https://vault.azure.net\""
                )
            );
            return challenge;
        }

        var name = request.RequestUri!.AbsolutePath[SecretsPath.Length..].Trim('/');
        return Find(name) is { } value
            ? Json(HttpStatusCode.OK, new Secret(value, $"{Address}secrets/{name}/1"), VaultJson.Default.Secret)
            : Json(
                HttpStatusCode.NotFound,
                new Failure(new Error("SecretNotFound", "There is no such secret.")),
                VaultJson.Default.Failure
            );
    }

    private string? Find(string name)
    {
        foreach (var partner in partners.All)
        {
            if (string.Equals(name, partner.SigningSecret, StringComparison.OrdinalIgnoreCase))
            {
                return LocalKeys.SigningSecretOf(partner);
            }

            if (FindTenant(partner, name) is { } tenant && TestTenants.Contains(tenant))
            {
                return LocalKeys.ApiKeyOf(partner.Name, tenant);
            }
        }

        return null;
    }

    /// <summary>The tenant whose API key secret has this name; null when the name is not one of the partner's.</summary>
    private static string? FindTenant(Partner partner, string secretName)
    {
        var template = partner.ApiKeySecretTemplate;
        var placeholder = template.IndexOf(PartnerOptions.TenantPlaceholder, StringComparison.Ordinal);
        var before = template.AsSpan(0, placeholder);
        var after = template.AsSpan(placeholder + PartnerOptions.TenantPlaceholder.Length);

        return
            secretName.Length > before.Length + after.Length
            && secretName.AsSpan().StartsWith(before, StringComparison.OrdinalIgnoreCase)
            && secretName.AsSpan().EndsWith(after, StringComparison.OrdinalIgnoreCase)
            ? secretName[before.Length..^after.Length]
            : null;
    }

    private static HttpResponseMessage Json<T>(
        HttpStatusCode status,
        T value,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type
    ) => new(status) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type)) };

    private sealed record Secret(string Value, string Id);

    private sealed record Failure(Error Error);

    private sealed record Error(string Code, string Message);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Secret))]
    [JsonSerializable(typeof(Failure))]
    private sealed partial class VaultJson : JsonSerializerContext;
}
