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
    public void Lets_plain_JSON_in(string contentType, string? contentEncoding) =>
        Admission.Refuse(Webhook(contentType, contentEncoding)).ShouldBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("json")]
    [InlineData("text/plain")]
    [InlineData("application/problem+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json, application/json")]
    public void Refuses_another_media_type(string? contentType)
    {
        var problem = Admission.Refuse(Webhook(contentType, null)).ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.UnsupportedMediaType);
        problem.Detail.ShouldBe("The header Content-Type has to be application/json, in UTF-8.");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br, identity")]
    public void Refuses_a_compressed_body(string contentEncoding)
    {
        var problem = Admission.Refuse(Webhook("application/json", contentEncoding)).ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.UnsupportedMediaType);
        problem.Detail.ShouldBe("The body must not be compressed: leave the header Content-Encoding out.");
    }

    [Fact]
    public void Refuses_a_large_body_whatever_it_is()
    {
        var problem = Admission
            .Refuse(Webhook("text/plain", null, new byte[WebhookBody.MaxLength + 1]))
            .ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.PayloadTooLarge);
        problem.Detail.ShouldBe("The body is longer than 256 KiB, the most that is accepted.");
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
