using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands;

/// <summary>The operators' routes of an app, as a client sees them.</summary>
/// <param name="http">The client.</param>
/// <param name="address">The address of a partner's deliveries.</param>
/// <param name="key">The admin key; null where none is needed.</param>
internal sealed class DeliveriesClient(HttpClient http, Uri address, string? key)
{
    /// <summary>Where the admin key may stand in the environment.</summary>
    public const string KeyVariable = "PLEOFUNCTIONS_KEY";

    private const string KeyHeader = "x-functions-key";
    private const string OutcomeHeader = "Onboarding-Outcome";

    public async Task<DeliveryListDocument> ListAsync(
        DeliveriesFilter filter,
        string? continuation,
        CancellationToken cancellationToken
    )
    {
        var target = new UriBuilder(address) { Query = filter.ToQuery(continuation) }.Uri;
        using var response = await SendAsync(HttpMethod.Get, target, cancellationToken);
        return await ReadAsync(response, DeliveryJson.Default.DeliveryListDocument, cancellationToken);
    }

    public async Task<DeliveryDocument> ReadAsync(string deliveryId, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, AddressOf(deliveryId), cancellationToken);
        return await ReadAsync(response, DeliveryJson.Default.DeliveryDocument, cancellationToken);
    }

    /// <summary>Runs a delivery again.</summary>
    /// <returns>The outcome, such as <c>created</c>, and the normalized answer.</returns>
    public async Task<(string Outcome, JsonElement Answer)> ReplayAsync(
        string deliveryId,
        CancellationToken cancellationToken
    )
    {
        using var response = await SendAsync(HttpMethod.Post, AddressOf(deliveryId, "/replay"), cancellationToken);
        var answer = await ReadAsync(response, DeliveryJson.Default.JsonElement, cancellationToken);
        return (response.Headers.TryGetValues(OutcomeHeader, out var outcome) ? outcome.First() : "", answer);
    }

    private Uri AddressOf(string deliveryId, string suffix = "") =>
        new($"{address.AbsoluteUri}/{Uri.EscapeDataString(deliveryId)}{suffix}");

    /// <exception cref="UserErrorException">Nobody answers there.</exception>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        Uri target,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, target);
        if (key is not null && !request.Headers.TryAddWithoutValidation(KeyHeader, key))
        {
            throw new UserErrorException($"The key given with --key or in {KeyVariable} cannot stand in a header.");
        }

        return await http.SendOrTellAsync(request, cancellationToken);
    }

    /// <exception cref="RefusedException">The app answered with a problem.</exception>
    /// <exception cref="UserErrorException">Whoever answered is not our app.</exception>
    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> form,
        CancellationToken cancellationToken
    )
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize(body, form)!;
            }

            if (body.Length > 0)
            {
                var problem = JsonSerializer.Deserialize(body, ProblemJson.Default.ProblemDocument)!;
                throw new RefusedException(
                    $"{problem.Status} {problem.Code}: {problem.Detail} (trace {problem.TraceId})"
                );
            }
        }
        catch (JsonException)
        {
            // Not one of our documents.
        }

        throw new UserErrorException(
            response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? $"The app answered {(int)response.StatusCode}: give its admin key in {KeyVariable} or with --key."
                : $"The address answered {(int)response.StatusCode}, and not as the operators' routes do. Check --url."
        );
    }
}
