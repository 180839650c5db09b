using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Tests.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

/// <summary>The names, units and tags that alerts, workbook and dashboards rely on.</summary>
public sealed class TelemetryTests : OnboardingScenario
{
    private BrokenStore? _store;

    [Fact]
    public async Task Counts_a_delivery_by_partner_and_outcome()
    {
        using var deliveries = Collect<long>("onboarding.deliveries");
        using var duration = Collect<double>("onboarding.duration");
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook());
        await SendAsync(new Webhook());

        deliveries.Instrument!.Unit.ShouldBe("{delivery}");
        duration.Instrument!.Unit.ShouldBe("s");
        Tags(deliveries).ShouldBe(["outcome=created, partner=acme", "outcome=replayed, partner=acme"]);
        Tags(duration).ShouldBe(["outcome=created, partner=acme", "outcome=replayed, partner=acme"]);
    }

    /// <summary>The workbook and the alerts add the counts up, and show the times as seconds.</summary>
    [Fact]
    public async Task Counts_each_event_once_and_measures_seconds()
    {
        using var deliveries = Collect<long>("onboarding.deliveries");
        using var duration = Collect<double>("onboarding.duration");
        using var attempts = Collect<long>("onboarding.attempts");
        using var lookups = Collect<long>("onboarding.secret.lookups");
        using var operations = Collect<long>("onboarding.ledger.operations");
        using var expiring = Collect<long>("onboarding.secret.expiring");
        Vault.SetDates(ApiKeySecret, expiresOn: Clock.GetUtcNow().AddDays(20));
        Pleo.OnPost(Reply.Status(429, ("Retry-After", "7"))).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        await SendAsync(new Webhook());

        Values(duration).ShouldBe([7.0]);
        Logs.GetSnapshot().Single(record => record.Id.Id == 101).Message.ShouldContain(" after 7000 ms ");
        Values(deliveries).ShouldBe([1]);
        Values(attempts).ShouldBe([1, 1, 1]);
        Values(lookups).ShouldBe([1, 1]);
        Values(operations).ShouldBe([1, 1, 1]);
        Values(expiring).ShouldBe([1]);
        Tags(expiring).ShouldBe(["days=30"]);
    }

    /// <summary>A webhook that was answered with 202 took until that answer.</summary>
    [Fact]
    public async Task Measures_a_delivery_that_was_accepted_until_each_of_its_ends()
    {
        Set("Partners:acme:AnswerWithin", "00:00:04");
        using var duration = Collect<double>("onboarding.duration");
        var reply = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(reply.Task, Reply.Created)).Listen();

        var sending = SendAsync(new Webhook());
        await Pleo.NextCallAsync();
        Clock.Advance(TimeSpan.FromSeconds(4));
        await sending;
        Clock.Advance(TimeSpan.FromSeconds(0.5));
        reply.SetResult();
        await Patience.WaitAsync(() => Task.FromResult(Values(duration).Length == 2));

        Values(duration).ShouldBe([4.0, 4.5]);
        Tags(duration).ShouldBe(["outcome=accepted, partner=acme", "outcome=created, partner=acme"]);
    }

    [Fact]
    public async Task Uses_no_tag_from_an_unverified_request()
    {
        using var deliveries = Collect<long>("onboarding.deliveries");

        await SendAsync(new Webhook { Partner = "nobodyknows" });

        Tags(deliveries).ShouldBe(["outcome=unknown_partner, partner=unknown"]);
    }

    [Fact]
    public async Task Counts_attempts_lookups_and_ledger_operations()
    {
        using var attempts = Collect<long>("onboarding.attempts");
        using var lookups = Collect<long>("onboarding.secret.lookups");
        using var operations = Collect<long>("onboarding.ledger.operations");
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Status(404)).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        await SendAsync(new Webhook());
        await SendAsync(new Webhook());

        Tags(attempts)
            .ShouldBe([
                "method=GET, partner=acme, result=introspected",
                "method=POST, partner=acme, result=server_error",
                "method=GET, partner=acme, result=not_found",
                "method=POST, partner=acme, result=installations",
            ]);
        Tags(lookups).ShouldBe(["result=fetched", "result=fetched", "result=hit"]);
        Tags(operations)
            .ShouldBe([
                "operation=claim, result=granted",
                "operation=bind, result=bound",
                "operation=complete, result=recorded",
                "operation=claim, result=done",
            ]);
        attempts.Instrument!.Unit.ShouldBe("{attempt}");
        lookups.Instrument!.Unit.ShouldBe("{lookup}");
        operations.Instrument!.Unit.ShouldBe("{operation}");
    }

    [Fact]
    public async Task Counts_how_a_delivery_finishes_an_earlier_one()
    {
        using var operations = Collect<long>("onboarding.ledger.operations");
        Pleo.OnPost(Reply.Dropped)
            .OnGet(Reply.Status(400))
            .OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString()))
            .OnPut(Reply.Created)
            .Listen();
        Clock.LetPausesPass();

        await SendAsync(new Webhook());
        await SendAsync(new Webhook { DeliveryId = "msg_2" });

        Tags(operations)
            .ShouldBe([
                "operation=claim, result=granted",
                "operation=bind, result=bound",
                "operation=release, result=recorded",
                "operation=claim, result=granted",
                "operation=bind, result=bound",
                "operation=read, result=read",
                "operation=finish, result=recorded",
                "operation=complete, result=recorded",
            ]);
    }

    [Fact]
    public async Task Counts_claims_that_are_not_granted()
    {
        _store = new BrokenStore(Clock);
        using var operations = Collect<long>("onboarding.ledger.operations");

        await ClaimAsync(new Webhook());
        await ClaimAsync(new Webhook());
        await ClaimAsync(new Webhook { DeliveryId = "msg_2" });
        await ClaimAsync(new Webhook { Body = "other bytes" });
        Clock.Advance(TimeSpan.FromSeconds(30));
        await ClaimAsync(new Webhook());
        _store.FailsFrom = 1;
        await ClaimAsync(new Webhook());

        Tags(operations)
            .ShouldBe([
                "operation=claim, result=granted",
                "operation=claim, result=in_progress",
                "operation=claim, result=customer_busy",
                "operation=claim, result=reused",
                "operation=claim, result=taken_over",
                "operation=claim, result=unavailable",
            ]);
    }

    [Fact]
    public async Task Counts_records_that_fail()
    {
        _store = new BrokenStore(Clock)
        {
            BeforeWrite = async number =>
            {
                if (number == 2)
                {
                    Clock.Advance(TimeSpan.FromSeconds(30));
                    await ClaimAsync(new Webhook());
                }
            },
            FailsFrom = 5,
        };
        using var operations = Collect<long>("onboarding.ledger.operations");
        Pleo.OnPost(Reply.Created).OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook());
        await SendAsync(WebhookOf("southwind"));
        _store.FailsToBind = true;
        _store.FailsFrom = int.MaxValue;
        await SendAsync(WebhookOf("eastwind"));

        Tags(operations)
            .ShouldBe([
                "operation=claim, result=granted",
                "operation=bind, result=bound",
                "operation=claim, result=taken_over",
                "operation=complete, result=lease_lost",
                "operation=claim, result=granted",
                "operation=bind, result=bound",
                "operation=complete, result=unavailable",
                "operation=claim, result=granted",
                "operation=bind, result=unavailable",
                "operation=release, result=recorded",
            ]);
    }

    [Fact]
    public async Task Counts_lists_and_reads_by_operators()
    {
        Pleo.OnPost(Reply.Created).Listen();
        await SendAsync(new Webhook());
        using var operations = Collect<long>("onboarding.ledger.operations");
        var deliveries = Services.GetRequiredService<DeliveryOperations>();

        await deliveries.ListAsync("acme", "");
        await deliveries.ListAsync("nobody", "");
        await deliveries.ReadAsync("acme", "northwind", "msg_1");
        await deliveries.ReadAsync("acme", "northwind", "msg_0");
        await deliveries.ReplayAsync("acme", "northwind", "msg_1");
        await deliveries.ReadCustomerAsync("acme", "northwind");
        await deliveries.ReadCustomerAsync("acme", "southwind");
        await deliveries.EraseCustomerAsync("acme", "northwind");
        await deliveries.EraseCustomerAsync("acme", "southwind");
        await ClaimAsync(new Webhook());
        await ClaimAsync(new Webhook { DeliveryId = "msg_2" });
        await deliveries.EraseCustomerAsync("acme", "northwind");

        Tags(operations)
            .ShouldBe([
                "operation=list, result=listed",
                "operation=read, result=read",
                "operation=read, result=read",
                "operation=read, result=read",
                "operation=audit, result=written",
                "operation=read, result=read",
                "operation=read_customer, result=read",
                "operation=read_customer, result=not_found",
                "operation=audit, result=written",
                "operation=erase, result=erased",
                "operation=audit, result=written",
                "operation=erase, result=not_found",
                "operation=claim, result=erased",
                "operation=claim, result=granted",
                "operation=audit, result=written",
                "operation=erase, result=customer_busy",
            ]);
    }

    [Fact]
    public async Task Counts_refused_and_failed_ledger_operations_of_operators()
    {
        _store = new BrokenStore(Clock);
        using var operations = Collect<long>("onboarding.ledger.operations");
        var deliveries = Services.GetRequiredService<DeliveryOperations>();

        _store.Problem = LedgerProblems.UnknownContinuation;
        await deliveries.ListAsync("acme", "");
        _store.Problem = LedgerProblems.Unavailable;
        await deliveries.ListAsync("acme", "");
        await deliveries.ReadCustomerAsync("acme", "northwind");
        _store.FailsFrom = 1;
        await deliveries.ReadAsync("acme", "northwind", "msg_1");

        Tags(operations)
            .ShouldBe([
                "operation=list, result=refused",
                "operation=list, result=unavailable",
                "operation=read_customer, result=unavailable",
                "operation=read, result=unavailable",
            ]);
    }

    [Fact]
    public void Counts_what_recovery_ran_and_measures_what_is_open()
    {
        using var recoveries = Collect<long>("onboarding.recoveries");
        using var open = Collect<long>("onboarding.open");
        using var age = Collect<double>("onboarding.open.age");
        var metrics = Services.GetRequiredService<OnboardingMetrics>();

        metrics.Recovered("acme", "created");
        metrics.Recovered("acme", "dead");
        metrics.Open("acme", "waiting", 3);
        metrics.Open("acme", "dead", 0);
        metrics.OldestOpen("acme", TimeSpan.FromMinutes(2.5));
        metrics.OldestOpen("globex", TimeSpan.Zero);

        recoveries.Instrument!.Unit.ShouldBe("{delivery}");
        open.Instrument!.Unit.ShouldBe("{delivery}");
        age.Instrument!.Unit.ShouldBe("s");
        Values(recoveries).ShouldBe([1, 1]);
        Tags(recoveries).ShouldBe(["outcome=created, partner=acme", "outcome=dead, partner=acme"]);
        Tags(open).ShouldBe(["partner=acme, state=waiting", "partner=acme, state=dead"]);
        Values(open).ShouldBe([3, 0]);
        Tags(age).ShouldBe(["partner=acme", "partner=globex"]);
        Values(age).ShouldBe([150, 0]);
    }

    [Fact]
    public async Task Traces_a_delivery_step_by_step_under_the_partners_trace()
    {
        var spans = new List<Activity>();
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is OnboardingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook { ExtraHeader = ("traceparent", $"00-{trace}-b7ad6b7169203331-01") });

        var delivery = spans.Single(span => span.OperationName is "onboarding");
        delivery.ParentSpanId.ToHexString().ShouldBe("b7ad6b7169203331");
        delivery.GetTagItem("onboarding.partner").ShouldBe("acme");
        delivery.GetTagItem("onboarding.tenant").ShouldBe("northwind");
        delivery.GetTagItem("onboarding.delivery_id").ShouldBe("msg_1");
        delivery.GetTagItem("onboarding.outcome").ShouldBe("created");
        string[] steps = ["onboarding.verify", "onboarding.claim", "onboarding.bind", "onboarding.complete"];
        foreach (var step in steps)
        {
            spans
                .Single(span => span.OperationName.Equals(step, StringComparison.Ordinal))
                .ParentSpanId.ShouldBe(delivery.SpanId, step);
        }

        spans.Count(span => span.OperationName is "onboarding.key").ShouldBe(2);
        var attempts = spans.Where(span => span.OperationName is "onboarding.attempt").ToList();
        attempts.ShouldAllBe(attempt => attempt.ParentSpanId == delivery.SpanId);
        attempts.Select(attempt => attempt.GetTagItem("onboarding.result")).ShouldBe(["introspected", "installations"]);
        attempts[^1].GetTagItem("onboarding.attempt").ShouldBe(1);
    }

    [Fact]
    public void Loads_no_exporter_when_none_is_configured()
    {
        using var services = Composition.Of(Composition.Development);

        services
            .GetServices<Microsoft.Extensions.Hosting.IHostedService>()
            .ShouldAllBe(service => !service.GetType().FullName!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    internal override void Configure(IServiceCollection services)
    {
        if (_store is not null)
        {
            services.AddSingleton<ILedgerStore>(_store);
        }
    }

    private MetricCollector<T> Collect<T>(string instrument)
        where T : struct => new(Services.GetRequiredService<IMeterFactory>(), OnboardingTelemetry.Name, instrument);

    private static T[] Values<T>(MetricCollector<T> collector)
        where T : struct => [.. collector.GetMeasurementSnapshot().Select(measurement => measurement.Value)];

    private static string[] Tags<T>(MetricCollector<T> collector)
        where T : struct =>
        [
            .. collector
                .GetMeasurementSnapshot()
                .Select(measurement =>
                    string.Join(
                        ", ",
                        measurement
                            .Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
                            .Select(tag => $"{tag.Key}={tag.Value}")
                    )
                ),
        ];
}
