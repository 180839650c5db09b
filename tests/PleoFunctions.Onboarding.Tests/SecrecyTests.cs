using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using System.Text;
using Azure.Core.Diagnostics;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>
/// Watches all logs, traces and metrics during every kind of delivery, and finds no part of a secret or payload. It
/// listens to the whole process, so no other test runs beside it.
/// </summary>
[Collection(nameof(WholeProcess))]
public sealed class SecrecyTests : OnboardingScenario
{
    private const string DistinctiveKey = "pls_d1571nc71ve-key";
    private const string DistinctiveNewKey = "pls_d1571nc71ve-new";
    private const string SigningText = "distinctive-signing-key-32-bytes";
    private const string Payload = "distinctive-payload";
    private const string Sender = "distinctive-sender";
    private const string FromPleo = "only-pleo-says-this";

    private static readonly string SigningKey = "whsec_" + Convert.ToBase64String(Encoding.ASCII.GetBytes(SigningText));

    private static readonly string[] Secrets =
    [
        DistinctiveKey,
        DistinctiveNewKey,
        Convert.ToBase64String(Encoding.ASCII.GetBytes(DistinctiveKey + ":")),
        Convert.ToBase64String(Encoding.ASCII.GetBytes(DistinctiveNewKey + ":")),
        SigningKey,
        SigningKey["whsec_".Length..],
        SigningText,
        "whsec_distinctive-but-faulty",
    ];

    private readonly ConcurrentQueue<string> _seen = new();
    private readonly List<Answer> _answers = [];

    [Fact]
    public async Task No_log_trace_or_metric_shows_a_secret_or_a_payload()
    {
        using var activities = ListenToActivities();
        using var azure = new AzureEventSourceListener(
            (_, message) => _seen.Enqueue("azure: " + message),
            EventLevel.LogAlways
        );

        await SendEveryKindAsync();

        Codes()
            .ShouldBe(
                [
                    "created",
                    "delivery_id_reused",
                    "invalid_delivery_id",
                    "invalid_payload",
                    "malformed_json",
                    "outcome_unknown",
                    "payload_too_large",
                    "pleo_rate_limited",
                    "pleo_rejected",
                    "pleo_unauthorized",
                    "pleo_unavailable",
                    "pleo_unexpected_response",
                    "reconciled",
                    "replayed",
                    "signature_invalid",
                    "signature_missing",
                    "tenant_not_configured",
                    "timestamp_out_of_tolerance",
                    "unknown_partner",
                    "unsupported_media_type",
                    "vault_unavailable",
                    "wrong_function_key",
                ],
                ignoreOrder: true
            );
        Collect();
        foreach (
            var kind in new[]
            {
                "log: ",
                "log state: ",
                "azure: ",
                "activity: onboarding",
                "activity: GET",
                "activity: POST",
            }
        )
        {
            _seen.ShouldContain(text => text.StartsWith(kind, StringComparison.Ordinal), $"Nothing watched '{kind}'.");
        }

        foreach (var text in _seen)
        {
            foreach (var secret in Secrets.Append(Payload).Append(Sender).Append(FromPleo))
            {
                text.ShouldNotContain(secret, Case.Insensitive);
            }
        }
    }

    [Fact]
    public async Task No_answer_shows_a_secret_or_what_Pleo_says()
    {
        await SendEveryKindAsync();

        foreach (var answer in _answers)
        {
            var text =
                answer.Text() + string.Join('\n', answer.Headers.Select(header => $"{header.Key}: {header.Value}"));
            foreach (var secret in Secrets.Append(Sender).Append(FromPleo))
            {
                text.ShouldNotContain(secret, Case.Insensitive);
            }

            if (answer.Status != 200)
            {
                text.ShouldNotContain(Payload, Case.Insensitive);
            }
        }
    }

    private async Task SendEveryKindAsync()
    {
        Set("Partners:faulty:Signature:Scheme", "standard-webhooks");
        Set("Partners:faulty:Signature:Secret", SigningSecret + "-faulty");
        Vault[SigningSecret] = SigningKey;
        Vault[SigningSecret + "-faulty"] = "v1,whsec_distinctive-but-faulty";
        Vault[ApiKeySecret] = DistinctiveKey;
        Vault["acme--badkey--pleo-api-key"] = DistinctiveKey + ":" + DistinctiveKey;
        Clock.LetPausesPass();
        Pleo.Listen();
        var good = new Webhook
        {
            Secret = SigningKey,
            DeliveryId = "msg_good",
            Body = Webhook.Payload(metadata: $$"""{"{{Payload}}-name":"{{Payload}}-value"}"""),
            ExtraHeader = ("X-Anything", Sender),
        };

        Pleo.OnPost(Reply.Created);
        await KeepAsync(good);
        await KeepAsync(good);
        await KeepAsync(good with { Body = Webhook.Payload(metadata: $$"""{"x":"{{Payload}}"}""") });
        await KeepAsync(good with { DeliveryId = Sender + " id" });
        await KeepAsync(good with { DeliveryId = "msg_a", Body = $"{{\"{Payload}\":{Payload}}}" });
        await KeepAsync(
            good with
            {
                DeliveryId = "msg_b",
                Body = Webhook.Payload(tenant: Payload + " !", status: $"\"{Payload}\""),
            }
        );
        await KeepAsync(good with { Body = Payload.PadRight(300_000) });
        await KeepAsync(good with { ContentType = $"text/{Sender}" });
        await KeepAsync(good with { Partner = Sender });
        await KeepAsync(good with { Partner = "faulty" });
        await KeepAsync(good with { FunctionKey = "faulty" });
        await KeepAsync(good with { WithoutHeader = "webhook-signature" });
        await KeepAsync(good with { TamperedBody = Encoding.ASCII.GetBytes(Payload) });
        await KeepAsync(good with { SignedAt = TestClock.Beginning.AddHours(1) });
        await KeepAsync(good with { DeliveryId = "msg_c", Body = Webhook.Payload(tenant: "nobody") });
        await KeepAsync(good with { DeliveryId = "msg_d", Body = Webhook.Payload(tenant: "badkey") });

        Reply[] failures =
        [
            Reply.Status(400, ("X-Echo", FromPleo)),
            Reply.Status(302, ("Location", "/" + FromPleo)),
            Reply.Status(429, ("Retry-After", "60")),
            Reply.Status(503, ("Retry-After", "60")),
            Reply.Ok($$"""{"{{FromPleo}}":"{{DistinctiveKey}}"}"""),
            Reply.Ok(SampleInstallation.Default.With("createdAt", $"\"{FromPleo}\"").ToString()),
            Reply.Ok(FromPleo),
        ];
        foreach (var failure in failures)
        {
            Pleo.OnPut(failure);
            await KeepAsync(good with { DeliveryId = NextId() });
        }

        // The installation is gone, so the next deliveries create one.
        Pleo.OnPut(Reply.Status(404)).OnPost(Reply.Status(404));
        await KeepAsync(good with { DeliveryId = NextId() });
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Status(404));
        Pleo.OnPost(Reply.Bytes(Encoding.ASCII.GetBytes($"HTTP/1.1 {FromPleo}\r\n\r\n"))).OnGet(Reply.Ok(FromPleo));
        await KeepAsync(good with { DeliveryId = "msg_lost" });
        Pleo.OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_lost").ToString()));
        await KeepAsync(good with { DeliveryId = "msg_lost" });
        Vault[ApiKeySecret] = DistinctiveNewKey;
        Pleo.OnPut(Reply.Status(401)).OnPut(Reply.Status(403));
        await KeepAsync(good with { DeliveryId = NextId() });

        Clock.Advance(TimeSpan.FromDays(2));
        Vault.Fail(HttpStatusCode.Forbidden);
        await KeepAsync(good with { SignedAt = Clock.GetUtcNow() });
        Clock.Advance(TimeSpan.FromMinutes(1));
        Vault.Disappear();
        await KeepAsync(good with { SignedAt = Clock.GetUtcNow() });
    }

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"msg_{_answers.Count}");

    private async Task KeepAsync(Webhook webhook) => _answers.Add(await SendAsync(webhook));

    /// <summary>The distinct outcomes of the deliveries.</summary>
    private string[] Codes() =>
        [
            .. _answers
                .Select(answer => answer.Header("Onboarding-Outcome") ?? answer.Json().GetProperty("code").GetString()!)
                .Distinct(StringComparer.Ordinal),
        ];

    private ActivityListener ListenToActivities()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                _seen.Enqueue(
                    string.Join(
                        '\n',
                        [
                            $"activity: {activity.DisplayName} {activity.OperationName} {activity.StatusDescription}",
                            .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                            .. activity.Baggage.Select(item => $"{item.Key}={item.Value}"),
                            .. activity.Events.SelectMany(one =>
                                one.Tags.Select(tag => $"{one.Name}: {tag.Key}={tag.Value}").Prepend(one.Name)
                            ),
                        ]
                    )
                ),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private void Collect()
    {
        foreach (var record in Logs.GetSnapshot())
        {
            _seen.Enqueue($"log: {record.Category} {record.Id} {record.Message} {record.Exception}");
            _seen.Enqueue("log state: " + string.Join('\n', record.StructuredState ?? []));
            _seen.Enqueue("log scopes: " + string.Join('\n', record.Scopes));
        }
    }
}
