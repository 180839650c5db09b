using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands;

/// <summary>A client for the operators' routes of an app.</summary>
/// <param name="http">The client.</param>
/// <param name="api">The address that all routes are below.</param>
/// <param name="partner">The partner whose deliveries and customers are meant.</param>
/// <param name="signIn">How it shows who asks.</param>
internal sealed class OperatorsClient(HttpClient http, Uri api, string partner, OperatorSignIn signIn)
{
    public async Task<DeliveryListDocument> ListAsync(
        DeliveriesFilter filter,
        string? continuation,
        CancellationToken cancellationToken
    )
    {
        var target = new UriBuilder(AddressOf("deliveries", partner)) { Query = filter.ToQuery(continuation) }.Uri;
        using var response = await SendAsync(HttpMethod.Get, target, cancellationToken);
        return await ReadAsync(response, DeliveryJson.Default.DeliveryListDocument, cancellationToken);
    }

    /// <summary>Reads all pages of the list.</summary>
    public async Task<IReadOnlyList<DeliveryDocument>> ListAllAsync(
        DeliveriesFilter filter,
        CancellationToken cancellationToken
    )
    {
        var deliveries = new List<DeliveryDocument>();
        string? continuation = null;
        do
        {
            var page = await ListAsync(filter, continuation, cancellationToken);
            deliveries.AddRange(page.Deliveries);
            continuation = page.Continuation;
        } while (continuation is not null);

        return deliveries;
    }

    public async Task<DeliveryDocument> ReadAsync(string tenant, string deliveryId, CancellationToken cancellationToken)
    {
        var target = AddressOf("deliveries", partner, tenant, deliveryId);
        using var response = await SendAsync(HttpMethod.Get, target, cancellationToken);
        return await ReadAsync(response, DeliveryJson.Default.DeliveryDocument, cancellationToken);
    }

    public async Task<CustomerDocument> ReadCustomerAsync(string tenant, CancellationToken cancellationToken)
    {
        var target = AddressOf("customers", partner, tenant);
        using var response = await SendAsync(HttpMethod.Get, target, cancellationToken);
        return await ReadAsync(response, DeliveryJson.Default.CustomerDocument, cancellationToken);
    }

    /// <summary>Erases a customer from the ledger.</summary>
    public async Task<ErasedCustomerDocument> EraseCustomerAsync(string tenant, CancellationToken cancellationToken)
    {
        var target = AddressOf("customers", partner, tenant);
        using var response = await SendAsync(HttpMethod.Delete, target, cancellationToken);
        return await ReadAsync(response, DeliveryJson.Default.ErasedCustomerDocument, cancellationToken);
    }

    /// <summary>Runs a delivery again.</summary>
    /// <returns>The outcome, such as <c>created</c>, and the normalized answer.</returns>
    public async Task<(string Outcome, JsonElement Answer)> ReplayAsync(
        string tenant,
        string deliveryId,
        CancellationToken cancellationToken
    )
    {
        var target = AddressOf("deliveries", partner, tenant, deliveryId, "replay");
        using var response = await SendAsync(HttpMethod.Post, target, cancellationToken);
        var answer = await ReadAsync(response, DeliveryJson.Default.JsonElement, cancellationToken);
        return (response.Headers.TryGetValues(Answers.OutcomeHeader, out var outcome) ? outcome.First() : "", answer);
    }

    private Uri AddressOf(params IEnumerable<string> names) =>
        new($"{api.AbsoluteUri}/{string.Join('/', names.Select(Uri.EscapeDataString))}");

    /// <exception cref="NoAnswerException">No server answers there.</exception>
    /// <exception cref="UserErrorException">The sign-in fails.</exception>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        Uri target,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, target);
        await signIn.AddToAsync(request, cancellationToken);
        return await http.SendOrExplainAsync(request, cancellationToken);
    }

    /// <exception cref="RefusedException">The app answered with a problem.</exception>
    /// <exception cref="NoAnswerException">The app's host answered in its place.</exception>
    /// <exception cref="UserErrorException">The server is not this app.</exception>
    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize(body, type)!;
            }

            if (body.Length > 0)
            {
                var problem = JsonSerializer.Deserialize(body, ProblemJson.Default.ProblemDocument)!;
                if (response.StatusCode is HttpStatusCode.Unauthorized)
                {
                    throw new UserErrorException($"The app answered 401: {problem.Detail} {OperatorSignIn.Advice}");
                }

                throw new RefusedException(
                    $"{problem.Status} {problem.Code}: {problem.Detail} (trace {problem.TraceId})"
                )
                {
                    Code = problem.Code,
                    Status = problem.Status,
                    RetryAfter = response.Headers.RetryAfter?.Delta,
                };
            }
        }
        catch (JsonException)
        {
            // The body is not one of the app's documents.
        }

        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new UserErrorException(
                $"The app's host answered {(int)response.StatusCode}. {OperatorSignIn.Advice}"
            ),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new NoAnswerException(
                $"The address answered {(int)response.StatusCode}, but not as the operators' routes do. Check --url."
            ),
            _ => new UserErrorException(
                $"The address answered {(int)response.StatusCode}, but not as the operators' routes do. Check --url."
            ),
        };
    }
}

/// <summary>The filter of the list, in the terms of the route.</summary>
internal sealed record DeliveriesFilter(string? State, string? Code, DateTimeOffset? Since, int? Limit)
{
    /// <summary>The filter as the query of an address.</summary>
    /// <param name="continuation">The continuation of the page before; null for the first page.</param>
    public string ToQuery(string? continuation)
    {
        (string Name, string? Value)[] parameters =
        [
            ("state", State),
            ("code", Code),
            ("since", Since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("limit", Limit?.ToString(CultureInfo.InvariantCulture)),
            ("continuation", continuation),
        ];
        return string.Join(
            '&',
            parameters
                .Where(parameter => parameter.Value is not null)
                .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}")
        );
    }
}
