using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

/// <summary>Calls to Pleo continue the trace (W3C Trace Context) and send nothing else of the webhook.</summary>
public sealed class PropagationTests : OnboardingScenario
{
    private const string PartnersSpan = "b7ad6b7169203331";
    private const string NoSpan = "0000000000000000";

    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();

    [Fact]
    public async Task Sends_the_span_of_its_attempt_with_each_call()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        Clock.LetPausesPass();
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Status(404)).OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook { ExtraHeader = ("traceparent", $"00-{_trace}-{PartnersSpan}-01") });

        var attempts = spans.Where(span => span.OperationName is "onboarding.attempt").ToArray();
        var requests = attempts.Select(attempt => spans.Single(span => span.ParentSpanId == attempt.SpanId)).ToArray();
        requests.Length.ShouldBe(4);
        Pleo.Introspections.Concat(Pleo.Calls)
            .Select(call => call["traceparent"])
            .ShouldBe(requests.Select(request => $"00-{_trace}-{request.SpanId}-01"));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("00")]
    public async Task Sends_the_partners_trace_and_sampling_when_no_listener_is_active(string flags)
    {
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook { ExtraHeader = ("traceparent", $"00-{_trace}-{PartnersSpan}-{flags}") });

        var sent = Pleo.Calls[0]["traceparent"].ShouldNotBeNull();
        sent.ShouldMatch($@"\A00-{_trace}-[0-9a-f]{{16}}-{flags}\z");
        sent.ShouldNotContain(PartnersSpan);
        sent.ShouldNotContain(NoSpan);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no trace")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData(
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    )]
    public async Task Sends_the_trace_of_our_log_when_the_partner_sends_no_valid_one(string? sent)
    {
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook { ExtraHeader = sent is null ? null : ("traceparent", sent) });

        var trace = Pleo.Calls[0]["traceparent"].ShouldNotBeNull().Split('-')[1];
        trace.ShouldMatch(@"\A[0-9a-f]{32}\z");
        trace.ShouldNotContain("0af7651916cd43dd8448eb211c80319c");
        Logs.GetSnapshot().Single(record => record.Id.Id == 101).Message.ShouldEndWith($"(trace {trace}).");
    }

    /// <summary>
    /// A tracestate should not be in requests to external systems (W3C Trace Context, Information Exposure), and a
    /// partner's baggage is for the partner's own systems: both may name its customers.
    /// </summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Sends_nothing_else_that_came_with_the_webhook(bool hostTraces, bool isTelemetryOn)
    {
        Pleo.OnPost(Reply.Created).Listen();
        using var listener = isTelemetryOn ? Listen([]) : null;
        using var host = hostTraces ? BeginAsHostsDo() : null;
        var webhook = new Webhook { ExtraHeader = ("traceparent", $"00-{_trace}-{PartnersSpan}-01") };
        var arrived = webhook.ArrivingAt(Clock.GetUtcNow());
        arrived
            .Headers.Add("tracestate", "partner=state")
            .Add("baggage", "customer=northwind")
            .Add("Correlation-Context", "customer=northwind")
            .Add("X-Request-Id", "partners-own");

        await Services.GetRequiredService<OnboardingHandler>().HandleAsync(arrived);

        var call = Pleo.Calls.ShouldHaveSingleItem();
        call["traceparent"].ShouldNotBeNull().ShouldStartWith($"00-{_trace}-");
        string[] told =
        [
            "Host",
            "Authorization",
            "Accept",
            "User-Agent",
            "traceparent",
            "Content-Type",
            "Content-Length",
        ];
        call.Headers.Select(header => header.Key).Except(told, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
    }

    /// <summary>As ASP.NET Core continues the context of a request.</summary>
    private Activity BeginAsHostsDo()
    {
        var host = new Activity("host").SetParentId($"00-{_trace}-{PartnersSpan}-01");
        host.TraceStateString = "partner=state";
        return host.AddBaggage("customer", "northwind").Start();
    }

    private ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is OnboardingTelemetry.Name or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId.ToHexString().Equals(_trace, StringComparison.Ordinal)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString().Equals(_trace, StringComparison.Ordinal))
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
