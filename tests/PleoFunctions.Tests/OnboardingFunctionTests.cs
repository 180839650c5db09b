using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace PleoFunctions.Tests;

/// <summary>The job through its function, with a Pleo at a socket.</summary>
public sealed class OnboardingFunctionTests : IAsyncLifetime
{
    private const int Limit = 256 * 1024;

    private SocketPleo _pleo = null!;
    private FunctionApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pleo = await SocketPleo.StartAsync();
        _app = new FunctionApp(SampleSettings.WithPleoAt(_pleo.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _pleo.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_webhook_becomes_an_installation_and_the_normalized_document()
    {
        var response = await _app.OnboardAsync(SignedWebhook.Create("msg_first"));

        ((int)response.StatusCode).ShouldBe(200, response.Text());
        response.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        response.Header("Onboarding-Outcome").ShouldBe("created");
        var document = response.Json();
        ((string?)document["deliveryId"]).ShouldBe("msg_first");
        ((string?)document["partner"]).ShouldBe("acme");
        ((string?)document["tenant"]).ShouldBe("northwind");
        ((string?)document["installation"]!["status"]).ShouldBe("ACTIVATED");
        ((string?)document["installation"]!["state"]).ShouldBe("active");
        ((string?)document["installation"]!["metadata"]!["externalConfigurationId"]).ShouldBe("123456789");
        _pleo.Creations.ShouldHaveSingleItem().DeliveryId.ShouldBe("msg_first");
    }

    [Fact]
    public async Task The_same_webhook_again_is_answered_with_the_same_bytes_and_creates_nothing()
    {
        var first = await _app.OnboardAsync(SignedWebhook.Create("msg_twice"));
        var second = await _app.OnboardAsync(SignedWebhook.Create("msg_twice"));

        second.Header("Onboarding-Outcome").ShouldBe("replayed");
        second.Text().ShouldBe(first.Text());
        _pleo.Creations.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_header_that_was_sent_twice_is_joined_and_matches_no_signature()
    {
        var request = SignedWebhook.Create("msg_double");
        request.Headers.Remove("webhook-id");
        request.With("Webhook-Id", "msg_double", "msg_double");

        var response = await _app.OnboardAsync(request);

        response.ShouldBeProblem(401, "signature_invalid");
        _pleo.Creations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Header_values_are_read_as_sent()
    {
        // A value that .NET would change if it parsed and wrote it.
        var request = SignedWebhook.Create("msg_raw").With("Accept", "text/*;q=0.50").With("Date", "yesterday");

        var response = await _app.OnboardAsync(request);

        ((int)response.StatusCode).ShouldBe(200, response.Text());
    }

    [Fact]
    public async Task A_body_that_the_host_lost_because_it_was_sent_in_chunks_is_length_required()
    {
        var response = await _app.OnboardAsync(SignedWebhook.CreateChunked("msg_chunked"));

        response.ShouldBeProblem(411, "length_required");
        ((bool?)response.Json()["retryable"]).ShouldBe(false);
        ((string?)response.Json()["detail"]).ShouldNotBeNull().ShouldContain("Content-Length");
        _pleo.Creations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Does_not_read_a_body_that_declares_300_KiB()
    {
        const int length = 300 * 1024;
        await using var body = new MeteredStream(length);
        var request = new RequestDouble(new InvocationDouble(), "POST", SignedWebhook.Path, body)
            .With("Content-Type", "application/json")
            .With("Content-Length", length.ToString(CultureInfo.InvariantCulture));

        var response = await _app.OnboardAsync(request);

        response.ShouldBeProblem(413, "payload_too_large");
        body.Metered.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read_in_full()
    {
        await using var body = new MeteredStream(Limit);
        var request = new RequestDouble(new InvocationDouble(), "POST", SignedWebhook.Path, body)
            .With("Content-Type", "application/json")
            .With("Content-Length", Limit.ToString(CultureInfo.InvariantCulture));

        var response = await _app.OnboardAsync(request);

        response.ShouldBeProblem(401, "signature_missing");
        body.Metered.ShouldBe(Limit);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_has_an_unsupported_media_type()
    {
        var request = SignedWebhook.Create("msg_text");
        request.Headers.Remove("content-type");

        var response = await _app.OnboardAsync(request.With("Content-Type", "text/plain"));

        response.ShouldBeProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_partner_that_is_not_set_up_is_unknown()
    {
        var response = await _app.OnboardAsync(SignedWebhook.Create("msg_nobody"), partner: "nobody");

        response.ShouldBeProblem(404, "unknown_partner");
    }

    [Fact]
    public async Task An_exception_becomes_an_answer_and_one_line_in_the_log()
    {
        await using var broken = new FunctionApp(
            SampleSettings.WithPleoAt(_pleo.Address),
            services => services.Replace(ServiceDescriptor.Singleton(BrokenLedger.Create()))
        );

        var response = await broken.OnboardAsync(SignedWebhook.Create("msg_broken"));

        response.ShouldBeProblem(500, "internal_error");
        ((bool?)response.Json()["retryable"]).ShouldBe(true);
        response.Text().ShouldNotContain(BrokenLedger.Words);
        var record = broken.Logs.Where(one => one.Level >= LogLevel.Warning).ShouldHaveSingleItem();
        record.Exception.ShouldNotBeNull().Message.ShouldBe(BrokenLedger.Words);
        record.Message.ShouldContain((string)response.Json()["traceId"]!);
        broken.Logs.Count(one => one.Exception is not null).ShouldBe(1);
    }
}
