using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Tests.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

/// <summary>
/// What the exporters get when deliveries end in every way: success, the partner's mistake, Pleo's failure and our
/// own. Tracers see the whole process, so no other tests run.
/// </summary>
[Collection(nameof(WholeProcess))]
public sealed class ExportedTelemetryTests : OnboardingScenario
{
    private const string Key = "pls_d1571nc71ve-key";
    private const string Payload = "distinctive-payload";
    private const string FromPleo = "only-pleo-says-this";

    private static readonly string SigningKey = Convert.ToBase64String("distinctive-signing-key-32-bytes"u8);

    private readonly InMemoryTelemetry _telemetry = new();
    private Exception? _bug;
    private readonly List<string> _signatures = [];

    [Fact]
    public async Task A_delivery_is_one_trace_with_a_span_for_each_step()
    {
        await RunAsync();

        Trace("created")
            .ShouldBe(
                [
                    "onboarding: delivery_id=msg_good, outcome=created, partner=acme, tenant=northwind",
                    "onboarding > onboarding.verify: result=valid",
                    "onboarding.verify > onboarding.key: result=fetched",
                    "onboarding > onboarding.claim: result=granted",
                    "onboarding > onboarding.key: result=fetched",
                    "onboarding > onboarding.attempt: attempt=1, result=introspected",
                    "onboarding.attempt > GET: ",
                    "onboarding > onboarding.bind: result=bound",
                    "onboarding > onboarding.attempt: attempt=1, result=installations",
                    "onboarding.attempt > POST: ",
                    "onboarding > onboarding.complete: result=recorded",
                ],
                ignoreOrder: true
            );
        Trace("signature_invalid")
            .ShouldBe(
                [
                    "onboarding: outcome=signature_invalid, partner=acme",
                    "onboarding > onboarding.verify: result=invalid",
                    "onboarding.verify > onboarding.key: result=hit",
                ],
                ignoreOrder: true
            );
        Trace("malformed_json")
            .ShouldBe(
                [
                    "onboarding: delivery_id=msg_unreadable, outcome=malformed_json, partner=acme",
                    "onboarding > onboarding.verify: result=valid",
                    "onboarding.verify > onboarding.key: result=hit",
                ],
                ignoreOrder: true
            );
        Trace("outcome_unknown")
            .ShouldBe(
                [
                    "onboarding: delivery_id=msg_unknown, outcome=outcome_unknown, partner=acme, tenant=southwind",
                    "onboarding > onboarding.verify: result=valid",
                    "onboarding.verify > onboarding.key: result=hit",
                    "onboarding > onboarding.claim: result=granted",
                    "onboarding > onboarding.key: result=fetched",
                    "onboarding > onboarding.attempt: attempt=1, result=introspected",
                    "onboarding.attempt > GET: ",
                    "onboarding > onboarding.bind: result=bound",
                    "onboarding > onboarding.attempt: attempt=1, result=server_error",
                    "onboarding.attempt > POST: ",
                    "onboarding > onboarding.attempt: attempt=2, result=unexpected",
                    "onboarding.attempt > GET: ",
                    "onboarding > onboarding.release: result=recorded",
                ],
                ignoreOrder: true
            );
        Trace("internal_error")
            .ShouldBe(
                [
                    "onboarding: delivery_id=msg_bug, outcome=internal_error, partner=acme, tenant=northwind",
                    "onboarding > onboarding.verify: result=valid",
                    "onboarding.verify > onboarding.key: result=hit",
                    "onboarding > onboarding.claim: ",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task Metrics_have_few_tags_with_few_values()
    {
        await RunAsync();

        string[] deliveries =
        [
            "outcome=created, partner=acme",
            "outcome=internal_error, partner=acme",
            "outcome=malformed_json, partner=acme",
            "outcome=outcome_unknown, partner=acme",
            "outcome=signature_invalid, partner=acme",
        ];
        var metrics = _telemetry.Metrics.ToDictionary(
            metric => $"{metric.Name} in {metric.Unit}",
            StringComparer.Ordinal
        );
        metrics.Keys.ShouldBe(
            [
                "onboarding.deliveries in {delivery}",
                "onboarding.duration in s",
                "onboarding.attempts in {attempt}",
                "onboarding.secret.lookups in {lookup}",
                "onboarding.ledger.operations in {operation}",
            ],
            ignoreOrder: true
        );
        InMemoryTelemetry.TagsOf(metrics["onboarding.deliveries in {delivery}"]).ShouldBe(deliveries);
        InMemoryTelemetry.TagsOf(metrics["onboarding.duration in s"]).ShouldBe(deliveries);
        InMemoryTelemetry
            .TagsOf(metrics["onboarding.attempts in {attempt}"])
            .ShouldBe([
                "method=GET, partner=acme, result=introspected",
                "method=GET, partner=acme, result=unexpected",
                "method=POST, partner=acme, result=installations",
                "method=POST, partner=acme, result=server_error",
            ]);
        InMemoryTelemetry
            .TagsOf(metrics["onboarding.secret.lookups in {lookup}"])
            .ShouldBe(["result=fetched", "result=hit"]);
        InMemoryTelemetry
            .TagsOf(metrics["onboarding.ledger.operations in {operation}"])
            .ShouldBe([
                "operation=bind, result=bound",
                "operation=claim, result=granted",
                "operation=complete, result=recorded",
                "operation=release, result=recorded",
            ]);
    }

    [Fact]
    public async Task Logs_have_their_event_the_trace_and_the_delivery()
    {
        await RunAsync();

        _telemetry
            .Logs.Select(log => $"{log.EventId.Id} {OutcomeOf(log.TraceId)} [{string.Join(", ", Scopes(log))}]")
            .ShouldBe([
                "501  []",
                "405 created [DeliveryId=msg_good]",
                "401 created [DeliveryId=msg_good]",
                "101 created []",
                "107 signature_invalid []",
                "107 malformed_json []",
                "405 outcome_unknown [DeliveryId=msg_unknown]",
                "401 outcome_unknown [DeliveryId=msg_unknown]",
                "401 outcome_unknown [DeliveryId=msg_unknown]",
                "101 outcome_unknown []",
                "102 internal_error []",
                "101 internal_error []",
            ]);
        _telemetry
            .Logs.Where(log => log.EventId.Id is 101 or 102 or 107)
            .Select(log => log.Attributes!.Single(one => one.Key is "DeliveryId").Value)
            .ShouldBe(["msg_good", "unknown", "msg_unreadable", "msg_unknown", "msg_bug", "msg_bug"]);
    }

    [Fact]
    public async Task An_exception_is_exported_once()
    {
        await RunAsync();

        var log = _telemetry.Logs.Where(one => one.Exception is not null).ShouldHaveSingleItem();
        log.Exception.ShouldBeSameAs(_bug);
        _telemetry.Everything.Count(text => text.Contains("a distinctive bug", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task No_key_signature_or_payload_is_exported()
    {
        await RunAsync();

        string[] secrets =
        [
            Key,
            Convert.ToBase64String(Encoding.ASCII.GetBytes(Key + ":")),
            SigningKey,
            "distinctive-signing-key",
            "whsec_",
            Payload,
            FromPleo,
            .. _signatures,
        ];
        secrets.ShouldAllBe(secret => secret.Length > 5);
        _telemetry.Everything.Count.ShouldBeGreaterThan(40);
        foreach (var text in _telemetry.Everything)
        {
            foreach (var secret in secrets)
            {
                text.ShouldNotContain(secret, Case.Insensitive);
            }
        }
    }

    internal override void Configure(IServiceCollection services)
    {
        services.AddSingleton<ILedgerStore>(
            new BrokenStore(Clock) { BeforeWrite = _ => _bug is null ? Task.CompletedTask : throw _bug }
        );
        _telemetry.AttachTo(services);
    }

    private async Task RunAsync()
    {
        // No server listens there; the transport captures what is sent.
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
        Set("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        Vault[SigningSecret] = "whsec_" + SigningKey;
        Vault[ApiKeySecret] = Key;
        Vault["acme--southwind--pleo-api-key"] = Key + "-of-southwind";
        Clock.LetPausesPass();
        Pleo.OnPost(Reply.Created).OnPost(Reply.Status(500)).OnGet(Reply.Ok(FromPleo)).Listen();
        await InMemoryTelemetry.StartAsync(Services);
        var good = new Webhook
        {
            Secret = "whsec_" + SigningKey,
            DeliveryId = "msg_good",
            Body = Webhook.Payload(metadata: $$"""{"{{Payload}}-name":"{{Payload}}-value"}"""),
        };

        await SendSignedAsync(good);
        await SendSignedAsync(
            good with
            {
                DeliveryId = "msg_tampered",
                TamperedBody = Encoding.ASCII.GetBytes(Webhook.Payload(tenant: Payload)),
            }
        );
        await SendSignedAsync(good with { DeliveryId = "msg_unreadable", Body = $"{{\"{Payload}\":{Payload}}}" });
        await SendSignedAsync(
            good with
            {
                DeliveryId = "msg_unknown",
                Body = good.Body.Replace(Tenant, "southwind", StringComparison.Ordinal),
            }
        );
        _bug = new InvalidOperationException("a distinctive bug");
        await SendSignedAsync(good with { DeliveryId = "msg_bug" });
        InMemoryTelemetry.Flush(Services);
    }

    private async Task SendSignedAsync(Webhook webhook)
    {
        var signature = webhook.ArrivingAt(Clock.GetUtcNow()).Headers["webhook-signature"].ShouldNotBeNull();
        _signatures.Add(signature["v1,".Length..]);
        await SendAsync(webhook);
    }

    /// <summary>The trace of the delivery that had an outcome, span by span below its parent.</summary>
    private string[] Trace(string outcome)
    {
        var delivery = _telemetry
            .Spans.Where(span =>
                outcome.Equals(span.GetTagItem("onboarding.outcome") as string, StringComparison.Ordinal)
            )
            .ShouldHaveSingleItem();
        var trace = _telemetry.Spans.Where(span => span.TraceId == delivery.TraceId).ToArray();
        return
        [
            .. trace.Select(span =>
            {
                var parent = trace.SingleOrDefault(one => one.SpanId == span.ParentSpanId);
                var path = parent is null ? "" : $"{parent.DisplayName} > ";
                return $"{path}{span.DisplayName}: {string.Join(", ", OwnTags(span))}";
            }),
        ];
    }

    private static IEnumerable<string> OwnTags(Activity span) =>
        span.Source.Name is OnboardingTelemetry.Name
            ? span
                .TagObjects.Select(tag => $"{tag.Key["onboarding.".Length..]}={tag.Value}")
                .Order(StringComparer.Ordinal)
            : [];

    private string? OutcomeOf(ActivityTraceId trace) =>
        _telemetry
            .Spans.SingleOrDefault(span => span.TraceId == trace && span.OperationName is "onboarding")
            ?.GetTagItem("onboarding.outcome") as string;

    private static IEnumerable<string> Scopes(OpenTelemetry.Logs.LogRecord log) =>
        InMemoryTelemetry.ScopesOf(log).Where(scope => !scope.StartsWith("{OriginalFormat}", StringComparison.Ordinal));
}
