using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Sends webhooks to this process over HTTP, as a partner does.</summary>
internal sealed partial class SampleSender(
    IHttpClientFactory clients,
    PartnerDirectory partners,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<SampleSender> logger
)
{
    /// <summary>The header that marks a delivery which the console has sent. The flow does not see it.</summary>
    public const string TicketHeader = "Delivery-Console-Ticket";

    private static readonly TimeSpan SignatureAge = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Signs a sample and sends it. Its answer appears in the list of deliveries.</summary>
    /// <param name="wanted">What to send.</param>
    /// <param name="connection">The page's connection to this process.</param>
    /// <param name="ticket">The ticket by which the page finds the delivery.</param>
    /// <returns>Why it cannot be sent; null when it is being sent.</returns>
    public string? Send(SendRequest wanted, ConnectionInfo connection, string ticket)
    {
        if (!partners.TryFind(wanted.Partner, out var partner))
        {
            return $"There is no partner '{wanted.Partner}' in the settings.";
        }

        if ((wanted.Scheme is null ? partner.Scheme : SignatureScheme.Find(wanted.Scheme)) is not { } scheme)
        {
            return $"There is no scheme '{wanted.Scheme}'.";
        }

        var now = clock.GetUtcNow();
        var signedAt = wanted.Mistake is SendMistake.Late ? now - SignatureAge : now;
        var sample = SampleWebhook.Create(partner, wanted.Tenant, signedAt, NullIfBlank(wanted.DeliveryId));
        if (NullIfBlank(wanted.Body) is { } body)
        {
            sample = sample with { Body = Encoding.UTF8.GetBytes(body) };
        }

        IReadOnlyList<KeyValuePair<string, string>> headers;
        ReadOnlyMemory<byte> sent;
        try
        {
            headers =
                wanted.Mistake is SendMistake.Unsigned ? [] : sample.Sign(scheme, SecretOf(wanted, partner, scheme));
            sent = wanted.Mistake is SendMistake.Reserialized ? Reserialize(sample.Body) : sample.Body;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return e.Message;
        }

        var path = $"/api/webhooks/{partner.Name}/onboarding";
        Post(connection, path, headers.Prepend(new("Content-Type", "application/json")), sent, ticket);
        return null;
    }

    /// <summary>Sends a delivery again: a new request with the same path, headers and bytes.</summary>
    /// <returns>Why it cannot be sent; null when it is being sent.</returns>
    public string? SendAgain(WatchedDelivery delivery, ConnectionInfo connection, string ticket)
    {
        if (delivery.RequestBody.ReadAll() is not { } body)
        {
            return "The whole body of this delivery is not kept, so it cannot be sent again.";
        }

        Post(connection, delivery.Path, ShownHeaders.ToSendAgain(delivery.RequestHeaders), body, ticket);
        return null;
    }

    private string SecretOf(SendRequest wanted, Partner partner, SignatureScheme scheme) =>
        wanted.Mistake is SendMistake.OtherKey
            ? LocalKeys.Write(RandomNumberGenerator.GetBytes(32), scheme)
            : LocalKeys.SigningSecretOf(partner, configuration);

    private static byte[] Reserialize(ReadOnlyMemory<byte> body) =>
        Encoding.UTF8.GetBytes(JsonNode.Parse(body.Span)?.ToJsonString(Indented) ?? "null");

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private void Post(
        ConnectionInfo connection,
        string path,
        IEnumerable<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body,
        string ticket
    )
    {
        // The page's connection has reached this process, so its address is right whatever the machine is called.
        var address = connection.LocalIpAddress ?? IPAddress.Loopback;
        var target = new UriBuilder(
            Uri.UriSchemeHttp,
            (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString(),
            connection.LocalPort,
            path
        );
        var request = new HttpRequestMessage(HttpMethod.Post, target.Uri) { Content = new ReadOnlyMemoryContent(body) };
        foreach (var (name, value) in headers.Append(new(TicketHeader, ticket)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        _ = PostAsync(request);
    }

    private async Task PostAsync(HttpRequestMessage request)
    {
        try
        {
            using (request)
            using (var http = clients.CreateClient(nameof(SampleSender)))
            using (await http.SendAsync(request, lifetime.ApplicationStopping))
            {
                // The answer appears in the list of deliveries.
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Log.NotSent(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 901,
            Level = LogLevel.Warning,
            Message = "The console could not send a webhook: {Reason}"
        )]
        public static partial void NotSent(ILogger logger, string reason);
    }
}
