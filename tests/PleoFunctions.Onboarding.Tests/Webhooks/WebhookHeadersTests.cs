using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed class WebhookHeadersTests
{
    [Fact]
    public void Joins_a_header_that_is_sent_twice()
    {
        var headers = new WebhookHeaders().Add("X-One", "a").Add("x-one", "b");

        headers["X-ONE"].ShouldBe("a, b");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t")]
    public void Treats_a_blank_header_as_missing(string? value)
    {
        var headers = new WebhookHeaders().Add("X-One", value);

        headers["X-One"].ShouldBeNull();
    }
}
