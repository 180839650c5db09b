using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Tests.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

/// <summary>What Application Insights receives. Tracers see the whole process, so no other tests run.</summary>
[Collection(nameof(WholeProcess))]
public sealed class ApplicationInsightsTests : OnboardingScenario
{
    // More than the exporter would let through in a second by itself.
    private const int Crowd = 30;

    private readonly FakeIngestion _ingestion = new();
    private Exception? _bug;

    [Fact]
    public async Task Is_called_with_the_apps_identity()
    {
        await StartAsync();
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook());
        Flush();

        _ingestion.Requests.ShouldNotBeEmpty();
        _ingestion.Requests.ShouldAllBe(request => request == "POST https://ingestion.example/v2.1/track Bearer token");
    }

    [Fact]
    public async Task Gets_traces_metrics_and_logs_of_a_delivery()
    {
        await StartAsync();
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook());
        Flush();

        _ingestion
            .Of("RemoteDependencyData")
            .Select(span => span.GetProperty("name").GetString())
            .ShouldContain("onboarding.attempt", StringComparer.Ordinal);
        _ingestion
            .Of("MetricData")
            .SelectMany(data => data.GetProperty("metrics").EnumerateArray())
            .Select(metric => metric.GetProperty("name").GetString())
            .ShouldContain("onboarding.deliveries", StringComparer.Ordinal);
        var line = Ended().ShouldHaveSingleItem();
        line.GetProperty("severityLevel").GetString().ShouldBe("Information");
        var properties = line.GetProperty("properties");
        properties.GetProperty("DeliveryId").GetString().ShouldBe("msg_1");
        properties.GetProperty("Outcome").GetString().ShouldBe("created");
    }

    /// <summary>The alert recovery-silent relies on it: a value that is sent again and again would hide the silence.</summary>
    [Fact]
    public async Task Gets_the_age_of_the_oldest_open_delivery_only_when_it_was_measured()
    {
        await StartAsync();
        var metrics = Services.GetRequiredService<OnboardingMetrics>();

        metrics.OldestOpen("acme", TimeSpan.FromMinutes(2));
        Flush();
        Flush();
        OldestOpen().ShouldBe([120]);
        metrics.OldestOpen("acme", TimeSpan.Zero);
        Flush();

        OldestOpen().ShouldBe([120, 0]);
    }

    /// <summary>Alerts and workbook count these lines, so an unsampled trace must not drop one.</summary>
    [Theory]
    [InlineData("01")]
    [InlineData("00")]
    public async Task Gets_every_delivery_at_any_load_and_with_any_sampling_by_the_partner(string flags)
    {
        await StartAsync();

        for (var i = 0; i < Crowd; i++)
        {
            var trace = (i + 1).ToString("x32", CultureInfo.InvariantCulture);
            await SendAsync(
                new Webhook
                {
                    WithoutHeader = "webhook-signature",
                    ExtraHeader = ("traceparent", $"00-{trace}-b7ad6b7169203331-{flags}"),
                }
            );
        }

        Flush();
        Ended().Count.ShouldBe(Crowd);
        _ingestion
            .Of("RemoteDependencyData")
            .Count(span => span.GetProperty("name").GetString() is "onboarding")
            .ShouldBe(Crowd);
    }

    [Fact]
    public async Task Gets_logs_under_an_unsampled_trace_of_the_host()
    {
        using var host = new Activity("host").Start();

        await StartAsync();
        Flush();

        host.Recorded.ShouldBeFalse();
        Messages()
            .ShouldHaveSingleItem()
            .GetProperty("message")
            .GetString()
            .ShouldNotBeNull()
            .ShouldStartWith("Partner ");
    }

    [Fact]
    public async Task Gets_an_exception_once()
    {
        _bug = new InvalidOperationException("a distinctive bug");
        await StartAsync();

        await SendAsync(new Webhook());
        Flush();

        var exception = _ingestion.Of("ExceptionData").ShouldHaveSingleItem();
        exception.GetProperty("exceptions")[0].GetProperty("message").GetString().ShouldBe("a distinctive bug");
        _ingestion
            .Items.Count(item => item.GetRawText().Contains("a distinctive bug", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    internal override void Configure(IServiceCollection services)
    {
        services.AddSingleton<ILedgerStore>(
            new BrokenStore(Clock) { BeforeWrite = _ => _bug is null ? Task.CompletedTask : throw _bug }
        );
        services.Configure<AzureMonitorExporterOptions>(options =>
            (options.Transport, options.DisableOfflineStorage) = (new HttpClientTransport(_ingestion), true)
        );
    }

    private async Task StartAsync()
    {
        Set("APPLICATIONINSIGHTS_CONNECTION_STRING", FakeIngestion.ConnectionString);
        await InMemoryTelemetry.StartAsync(Services);
    }

    private void Flush()
    {
        Services.GetRequiredService<TracerProvider>().ForceFlush(Patience.Milliseconds).ShouldBeTrue();
        Services.GetRequiredService<MeterProvider>().ForceFlush(Patience.Milliseconds).ShouldBeTrue();
        Services.GetRequiredService<LoggerProvider>().ForceFlush(Patience.Milliseconds).ShouldBeTrue();
    }

    private double[] OldestOpen() =>
        [
            .. _ingestion
                .Of("MetricData")
                .SelectMany(data => data.GetProperty("metrics").EnumerateArray())
                .Where(metric => metric.GetProperty("name").GetString() is "onboarding.open.age")
                .Select(metric => metric.GetProperty("value").GetDouble()),
        ];

    /// <summary>The lines that say how a webhook ended.</summary>
    private IReadOnlyList<JsonElement> Ended() =>
        [
            .. Messages()
                .Where(line => line.GetProperty("properties").GetProperty("EventId").GetString() is "101" or "107"),
        ];

    private IEnumerable<JsonElement> Messages() =>
        _ingestion
            .Of("MessageData")
            .Where(line =>
                line.GetProperty("properties")
                    .GetProperty("CategoryName")
                    .GetString()!
                    .StartsWith("PleoFunctions.", StringComparison.Ordinal)
            );
}
