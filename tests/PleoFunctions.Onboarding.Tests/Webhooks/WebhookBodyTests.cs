using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed class WebhookBodyTests
{
    private const int Limit = 256 * 1024;

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(4096, null)]
    [InlineData(4097, 4097L)]
    [InlineData(5000, 10L)]
    [InlineData(10, 5000L)]
    [InlineData(Limit, null)]
    [InlineData(Limit, (long)Limit)]
    [InlineData(Limit, 0L)]
    public async Task Reads_every_byte_up_to_the_limit_at_any_declared_length(int length, long? declared)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        using var stream = new MemoryStream(bytes);
        var body = await WebhookBody.ReadAsync(stream, declared, TestContext.Current.CancellationToken);

        body.ExceedsLimit.ShouldBeFalse();
        body.Bytes.ToArray().ShouldBe(bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10L)]
    [InlineData((long)Limit)]
    public async Task Stops_one_byte_past_the_limit(long? declared)
    {
        using var stream = new MemoryStream(new byte[10 * 1024 * 1024]);

        var body = await WebhookBody.ReadAsync(stream, declared, TestContext.Current.CancellationToken);

        body.ExceedsLimit.ShouldBeTrue();
        body.Bytes.Length.ShouldBe(0);
        stream.Position.ShouldBeInRange(Limit + 1, Limit + 2);
    }

    [Fact]
    public async Task Does_not_read_a_body_that_declares_too_much()
    {
        using var stream = new MemoryStream(new byte[10]);

        var body = await WebhookBody.ReadAsync(stream, Limit + 1, TestContext.Current.CancellationToken);

        body.ExceedsLimit.ShouldBeTrue();
        stream.Position.ShouldBe(0);
    }

    [Fact]
    public void Holds_a_body_in_memory_to_the_same_limit()
    {
        new WebhookBody(new byte[Limit]).ExceedsLimit.ShouldBeFalse();
        new WebhookBody(new byte[Limit + 1]).ExceedsLimit.ShouldBeTrue();
        new WebhookBody(new byte[Limit + 1]).Bytes.IsEmpty.ShouldBeTrue();
    }
}
