using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Sends webhooks to this very process, over the network as a partner would.</summary>
internal sealed partial class SampleSender(
    IHttpClientFactory clients,
    PartnerDirectory partners,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<SampleSender> logger
)
{
    /// <summary>Marks a delivery that the console has sent. It goes no further than the console.</summary>
    public const string TicketHeader = "Delivery-Console-Ticket";

    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions Spacious = new() { WriteIndented = true };

    /// <summary>Signs a sample and sends it; its answer is seen where all answers are.</summary>
    /// <param name="wanted">What to send.</param>
    /// <param name="connection">A connection to this process.</param>
    /// <param name="ticket">What the delivery will be marked with.</param>
    /// <returns>Why it cannot be sent; null when it is on its way.</returns>
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
        var signedAt = wanted.Mistake is SendMistake.Late ? now - Lateness : now;
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

    /// <summary>Sends a delivery again: the same path, headers and bytes, in a request of its own.</summary>
    /// <returns>Why it cannot be sent; null when it is on its way.</returns>
    public string? SendAgain(WatchedDelivery delivery, ConnectionInfo connection, string ticket)
    {
        if (delivery.RequestBody.Whole() is not { } body)
        {
            return "The bytes of this delivery are not there any more, or never all were.";
        }

        Post(connection, delivery.Path, ShownHeaders.ToSendAgain(delivery.RequestHeaders), body, ticket);
        return null;
    }

    private string SecretOf(SendRequest wanted, Partner partner, SignatureScheme scheme)
    {
        if (wanted.Mistake is not SendMistake.OtherKey)
        {
            return LocalKeys.SigningSecretOf(partner, configuration);
        }

        var key = RandomNumberGenerator.GetBytes(32);
        return scheme is StandardWebhooksScheme
            ? "whsec_" + Convert.ToBase64String(key)
            : Convert.ToHexStringLower(key);
    }

    private static byte[] Reserialize(ReadOnlyMemory<byte> body) =>
        Encoding.UTF8.GetBytes(JsonNode.Parse(body.Span)?.ToJsonString(Spacious) ?? "null");

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private void Post(
        ConnectionInfo connection,
        string path,
        IEnumerable<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body,
        string ticket
    )
    {
        // What the page's own connection has reached is this process, whatever the names of the machine are.
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
                // The answer is seen where all answers are.
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
            Message = "What the console was to send has not gone through: {Reason}"
        )]
        public static partial void NotSent(ILogger logger, string reason);
    }
}
