using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Pleo;

/// <summary>The question which company a key belongs to, over a real connection.</summary>
public sealed class IntrospectionTests : OnboardingScenario
{
    private const string Urn = "urn:pleo:company:123e4567-e89b-12d3-a456-426614174000";
    private const string Members = "\"authMethod\":\"API_KEY\",\"clientId\":\"c\",\"scope\":\"s\"";

    private static readonly TimeSpan AllTime = TimeSpan.FromSeconds(12);

    private static readonly ApiKey Key = global::PleoFunctions.Onboarding.Pleo.ApiKey.From(ApiKey, ApiKeyScheme.Basic)!;

    private PleoClient Asked => Services.GetRequiredService<PleoClient>();

    [Fact]
    public async Task Asks_with_the_key_and_says_who_we_are()
    {
        Pleo.Listen();

        var reply = await AskAsync();

        reply.Kind.ShouldBe(PleoReplyKind.Introspected);
        reply.Name.ShouldBe("introspected");
        reply.Status.ShouldBe(200);
        reply.Subject.ShouldBe("urn:pleo:company:" + SampleInstallation.CompanyId);
        reply.MayTakeEffect.ShouldBeFalse();
        var call = Pleo.Introspections.ShouldHaveSingleItem();
        call["Authorization"].ShouldBe(Key.Authorization.ToString());
        call["Accept"].ShouldBe("application/json");
        call["User-Agent"].ShouldBe(PleoClient.UserAgent);
        call.Body.ShouldBeEmpty();
        Pleo.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData($$$"""{"data":{{{{Members}}},"subjectURN":"{{{Urn}}}"}}""", Urn)]
    [InlineData($$$"""{"data":{"subjectURN":" {{{Urn}}}\n"}}""", Urn)]
    [InlineData($$$"""{{{{Members}}},"subjectURN":"{{{Urn}}}","applicationName":"Netsuite"}""", Urn)]
    [InlineData("""{"subjectURN":"urn:pleo:organisation:1"}""", "urn:pleo:organisation:1")]
    [InlineData($$$"""{"data":{{{{Members}}},"later":[{}]}}""", null)]
    [InlineData($$$"""{"data":{{{{Members}}},"subjectURN":null}}""", null)]
    [InlineData($$$"""{{{{Members}}},"subjectURN":" "}""", null)]
    public async Task Reads_whose_the_key_is(string body, string? subject)
    {
        Pleo.OnIntrospect(Reply.Ok(body)).Listen();

        var reply = await AskAsync();

        reply.Kind.ShouldBe(PleoReplyKind.Introspected);
        reply.Subject.ShouldBe(subject);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":[{"subjectURN":"urn:pleo:company:1"}]}""")]
    [InlineData("""{"data":{"subjectURN":1}}""")]
    [InlineData("""{"data":{"subjectURN":"\ud800"}}""")]
    [InlineData("""{"data":{"authMethod":"API_KEY","clientId":"c"}}""")]
    [InlineData("""{"data":{"authMethod":"API_KEY","clientId":"c","scope":null}}""")]
    [InlineData("""{"error":"no such key"}""")]
    public async Task Does_not_take_another_document_for_an_answer(string body)
    {
        Pleo.OnIntrospect(Reply.Ok(body)).Listen();

        var reply = await AskAsync();

        reply.Kind.ShouldBe(PleoReplyKind.Unexpected);
        reply.Subject.ShouldBeNull();
        reply.Reason.ShouldBe("status 200 with a body that is not of the documented form");
    }

    [Theory]
    [InlineData(IntrospectionReader.MaxSubjectLength, nameof(PleoReplyKind.Introspected))]
    [InlineData(IntrospectionReader.MaxSubjectLength + 1, nameof(PleoReplyKind.Unexpected))]
    public async Task Reads_a_subject_up_to_a_length(int length, string kind)
    {
        Pleo.OnIntrospect(Reply.Ok($$"""{"subjectURN":"{{new string('u', length)}}"}""")).Listen();

        (await AskAsync()).Kind.ToString().ShouldBe(kind);
    }

    [Fact]
    public async Task Reads_no_more_than_any_reply_may_have()
    {
        var filling = new string(' ', PleoClient.MaxReplyLength);
        Pleo.OnIntrospect(Reply.Body(Encoding.UTF8.GetBytes("{\"subjectURN\":\"u\"}" + filling))).Listen();

        (await AskAsync()).Kind.ShouldBe(PleoReplyKind.Unexpected);
    }

    [Theory]
    [InlineData(204, nameof(PleoReplyKind.Unexpected))]
    [InlineData(302, nameof(PleoReplyKind.Unexpected))]
    [InlineData(400, nameof(PleoReplyKind.Rejected))]
    [InlineData(401, nameof(PleoReplyKind.Unauthorized))]
    [InlineData(403, nameof(PleoReplyKind.Unauthorized))]
    [InlineData(404, nameof(PleoReplyKind.NotFound))]
    [InlineData(429, nameof(PleoReplyKind.RateLimited))]
    [InlineData(500, nameof(PleoReplyKind.ServerError))]
    [InlineData(503, nameof(PleoReplyKind.TurnedAway))]
    public async Task Knows_other_replies_by_their_status(int status, string kind)
    {
        Pleo.OnIntrospect(Reply.Status(status, ("Retry-After", "7"))).Listen();

        var reply = await AskAsync();

        reply.Kind.ToString().ShouldBe(kind);
        reply.Status.ShouldBe(status);
        reply.Subject.ShouldBeNull();
        reply.RetryAfter.ShouldBe(status < 300 ? null : TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Knows_a_lost_reply()
    {
        Pleo.OnIntrospect(Reply.Bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"u8.ToArray())).Listen();

        (await AskAsync()).Kind.ShouldBe(PleoReplyKind.ReplyLost);
    }

    [Fact]
    public async Task Gives_up_after_the_time_of_an_attempt()
    {
        var arrived = new TaskCompletionSource();
        Pleo.OnIntrospect(
                new Reply(
                    (call, stream, cancellationToken) =>
                    {
                        arrived.SetResult();
                        return Reply.Never.PerformAsync(call, stream, cancellationToken);
                    }
                )
            )
            .Listen();

        var asking = AskAsync();
        await Patience.ForAsync(arrived.Task);
        Clock.Advance(TimeSpan.FromSeconds(5));

        (await asking).Kind.ShouldBe(PleoReplyKind.TimedOut);
    }

    [Fact]
    public async Task Waits_for_a_place_only_while_an_attempt_s_time_is_left()
    {
        Set("Pleo:MaxConcurrency", "1");
        var busy = new TaskCompletionSource<PleoReply>();
        var first = Services
            .GetRequiredService<PleoPipeline>()
            .ExecuteAsync(static busy => new(busy.Task), busy, new PipelineLimits(busy, TimeSpan.Zero, false))
            .AsTask();

        var reply = await Patience.ForAsync(Asked.IntrospectAsync(Key, TimeSpan.FromSeconds(5)).AsTask());

        reply.Kind.ShouldBe(PleoReplyKind.NotSent);
        busy.SetResult(new PleoReply(PleoReplyKind.NotFound));
        await first;
    }

    [Fact]
    public async Task Is_not_asked_while_the_circuit_is_open()
    {
        Pleo.Listen();
        var pipeline = Services.GetRequiredService<PleoPipeline>();
        for (var call = 0; call < 2 * PleoPipeline.MinimumThroughput; call++)
        {
            await pipeline.ExecuteAsync(
                static kind => new(new PleoReply(kind)),
                PleoReplyKind.NotSent,
                new PipelineLimits(new object(), TimeSpan.Zero, IgnoresCircuit: false)
            );
        }

        (await AskAsync()).Kind.ShouldBe(PleoReplyKind.CircuitOpen);
        Pleo.Introspections.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_of_a_reply_is_logged()
    {
        Pleo.OnIntrospect(Reply.Ok($$$"""{"data":{"subjectURN":"{{{Urn}}}"}}"""))
            .OnIntrospect(Reply.Ok("""{"only-pleo-says-this":1}"""))
            .Listen();

        await AskAsync();
        await AskAsync();

        foreach (var record in Logs.GetSnapshot())
        {
            record.Message.ShouldNotContain(Urn);
            record.Message.ShouldNotContain("only-pleo-says-this");
        }
    }

    private Task<PleoReply> AskAsync() => Patience.ForAsync(Asked.IntrospectAsync(Key, AllTime).AsTask());
}
