using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PleoFunctions.Local.Simulation;

/// <summary>The part of Key Vault's REST API that reads, lists and stores secrets.</summary>
internal sealed partial class VaultHandler(EmbeddedSecrets secrets, SimulatedFaults faults) : HttpMessageHandler
{
    public static readonly Uri Address = new("https://embedded.vault.local/");

    private const string SecretsPath = "/secrets";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
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

        return request.RequestUri!.AbsolutePath.StartsWith(SecretsPath, StringComparison.Ordinal)
            ? await AnswerAsync(request, cancellationToken)
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The name, which a version may follow. Without a name, all secrets are meant.
        var name = request.RequestUri!.AbsolutePath[SecretsPath.Length..].Trim('/').Split('/')[0];
        if (request.Method == HttpMethod.Put)
        {
            return await StoreAsync(name, request.Content!, cancellationToken);
        }

        if (name.Length == 0)
        {
            return Json(
                HttpStatusCode.OK,
                new SecretList([.. secrets.Names.Select(List)]),
                VaultJson.Default.SecretList
            );
        }

        return secrets.Find(name) is { } secret
            ? Json(HttpStatusCode.OK, Identify(name, secret), VaultJson.Default.EmbeddedSecret)
            : Json(
                HttpStatusCode.NotFound,
                new Failure(new Error("SecretNotFound", "There is no such secret.")),
                VaultJson.Default.Failure
            );
    }

    private async Task<HttpResponseMessage> StoreAsync(
        string name,
        HttpContent content,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            if (
                await JsonSerializer.DeserializeAsync(body, VaultJson.Default.EmbeddedSecret, cancellationToken) is
                { Value: not null } wanted
            )
            {
                return Json(
                    HttpStatusCode.OK,
                    Identify(name, secrets.Store(name, wanted)),
                    VaultJson.Default.EmbeddedSecret
                );
            }
        }
        catch (JsonException)
        {
            // The same as no value.
        }

        return Json(
            HttpStatusCode.BadRequest,
            new Failure(new Error("BadParameter", "The request has no secret.")),
            VaultJson.Default.Failure
        );
    }

    private EmbeddedSecret List(string name) =>
        secrets.Find(name)! with
        {
            Value = null,
            Id = $"{Address}secrets/{name}",
        };

    private static EmbeddedSecret Identify(string name, EmbeddedSecret secret) =>
        secret with
        {
            Id = $"{Address}secrets/{name}/{secret.VersionName}",
        };

    private static HttpResponseMessage Json<T>(HttpStatusCode status, T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage(status) { Content = content };
    }

    private sealed record SecretList(IReadOnlyList<EmbeddedSecret> Value);

    private sealed record Failure(Error Error);

    private sealed record Error(string Code, string Message);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    )]
    [JsonSerializable(typeof(EmbeddedSecret))]
    [JsonSerializable(typeof(SecretList))]
    [JsonSerializable(typeof(Failure))]
    private sealed partial class VaultJson : JsonSerializerContext;
}
