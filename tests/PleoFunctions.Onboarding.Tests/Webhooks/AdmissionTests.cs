using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed class AdmissionTests
{
    [Theory]
    [InlineData("application/json", null)]
    [InlineData("Application/JSON", null)]
    [InlineData("application/json; charset=utf-8", null)]
    [InlineData("application/json;charset=\"UTF-8\"", null)]
    [InlineData("application/json; profile=x", null)]
    [InlineData("application/json", "identity")]
    [InlineData("application/json", "Identity")]
    [InlineData("application/json", " ")]
    public void Accepts_plain_JSON(string contentType, string? contentEncoding) =>
        Admission.FindRefusal(Webhook(contentType, contentEncoding)).ShouldBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("json")]
    [InlineData("text/plain")]
    [InlineData("application/problem+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json, application/json")]
    public void Refuses_another_media_type(string? contentType)
    {
        var problem = Admission.FindRefusal(Webhook(contentType, null)).ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.UnsupportedMediaType);
        problem.Detail.ShouldBe("The header Content-Type has to be application/json, in UTF-8.");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br, identity")]
    public void Refuses_a_compressed_body(string contentEncoding)
    {
        var problem = Admission.FindRefusal(Webhook("application/json", contentEncoding)).ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.UnsupportedMediaType);
        problem.Detail.ShouldBe("The body must not be compressed: leave the header Content-Encoding out.");
    }

    [Fact]
    public void Refuses_a_large_body_of_any_kind()
    {
        var problem = Admission
            .FindRefusal(Webhook("text/plain", null, new byte[WebhookBody.MaxLength + 1]))
            .ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.PayloadTooLarge);
        problem.Detail.ShouldBe("The body is longer than the limit of 256 KiB. Send less metadata.");
    }

    [Theory]
    [InlineData("chunked")]
    [InlineData("Chunked")]
    [InlineData("gzip, chunked")]
    public void Refuses_a_body_that_was_sent_in_chunks_and_did_not_arrive(string transferEncoding)
    {
        var webhook = Webhook("text/plain", null);
        webhook.Headers.Add("transfer-encoding", transferEncoding);

        var problem = Admission.FindRefusal(webhook).ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.LengthRequired);
        problem.Detail.ShouldBe(
            "The request was sent in chunks (Transfer-Encoding), and no body arrived. Send it whole, with the header Content-Length."
        );
    }

    [Fact]
    public void Accepts_a_body_that_was_sent_in_chunks_and_arrived()
    {
        var webhook = Webhook("application/json", null, "{}"u8.ToArray());
        webhook.Headers.Add("Transfer-Encoding", "chunked");

        Admission.FindRefusal(webhook).ShouldBeNull();
    }

    [Fact]
    public void Refuses_a_large_body_in_chunks_as_large()
    {
        var webhook = Webhook("application/json", null, new byte[WebhookBody.MaxLength + 1]);
        webhook.Headers.Add("Transfer-Encoding", "chunked");

        Admission.FindRefusal(webhook).ShouldNotBeNull().Code.ShouldBe(ProblemCode.PayloadTooLarge);
    }

    private static InboundWebhook Webhook(string? contentType, string? contentEncoding, byte[]? body = null) =>
        new()
        {
            Partner = "acme",
            Headers = new WebhookHeaders().Add("Content-Type", contentType).Add("Content-Encoding", contentEncoding),
            Body = new WebhookBody(body ?? []),
            ReceivedAt = Arrival.Time,
        };
}
