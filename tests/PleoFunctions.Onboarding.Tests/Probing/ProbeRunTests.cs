using System.Net;
using Microsoft.Extensions.Options;
using PleoFunctions.Local.Keys;
using PleoFunctions.Local.Probing;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Tests.Probing;

/// <summary>Whatever happens on the way, no installation stays.</summary>
public sealed class ProbeRunTests : IDisposable
{
    private readonly Account _account = new();
    private readonly PleoCaller _pleo;
    private readonly ProbeRun _run;

    public ProbeRunTests()
    {
        _pleo = new PleoCaller(
            new OneHandler(_account),
            new PleoAddress(new Uri("https://pleo.example/")),
            new PleoSettings(Options.Create(new PleoOptions()), Options.Create(new PleoTimings())),
            TimeProvider.System
        );
        _run = new ProbeRun(_pleo, ApiKey.From("key", ApiKeyScheme.Basic)!);
    }

    public void Dispose()
    {
        _pleo.Dispose();
        _account.Dispose();
    }

    [Fact]
    public async Task A_whole_run_makes_eight_calls_and_leaves_nothing()
    {
        await _run.LookAsync(TestContext.Current.CancellationToken);
        await _run.ChangeAsync(TestContext.Current.CancellationToken);

        _account.Calls.ShouldBe([
            "GET introspect",
            "GET me",
            "POST me",
            "POST me",
            "PUT me",
            "GET me",
            "DELETE me",
            "GET me",
        ]);
        _run.Seen.Calls.Count().ShouldBe(8);
        _run.LeftSomething.ShouldBeFalse();
        _account.HasInstallation.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task An_interrupted_run_deletes_what_it_created(int call)
    {
        using var interruption = new CancellationTokenSource();
        _account.After(call, interruption.Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => _run.ChangeAsync(interruption.Token));

        _run.LeftSomething.ShouldBeFalse();
        _account.HasInstallation.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_run_that_loses_a_reply_deletes_what_it_created(int call)
    {
        _account.After(call, static () => throw new HttpRequestException("Connection reset."));

        await _run.ChangeAsync(TestContext.Current.CancellationToken);

        _run.LeftSomething.ShouldBeFalse();
        _account.HasInstallation.ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_whose_DELETE_fails_says_that_something_is_left()
    {
        _account.Keeps = true;

        await _run.ChangeAsync(TestContext.Current.CancellationToken);

        _run.LeftSomething.ShouldBeTrue();
        _account.Calls.Count(call => call is "DELETE me").ShouldBe(4);
    }

    [Fact]
    public async Task A_key_that_is_refused_is_not_sent_again()
    {
        _account.Refuses = true;

        await _run.LookAsync(TestContext.Current.CancellationToken);

        _account.Calls.ShouldBe(["GET introspect"]);
        _run.Seen.LookBefore.ShouldBeNull();
    }

    private sealed class OneHandler(HttpMessageHandler handler) : IHttpMessageHandlerFactory
    {
        public HttpMessageHandler CreateHandler(string name) => handler;
    }

    /// <summary>An account at Pleo that has an installation or none.</summary>
    private sealed class Account : HttpMessageHandler
    {
        private readonly List<string> _calls = [];
        private int _trapAt;
        private Action? _trap;

        public IReadOnlyList<string> Calls => _calls;

        public bool HasInstallation { get; private set; }

        /// <summary>A DELETE is answered 502 and does nothing.</summary>
        public bool Keeps { get; set; }

        public bool Refuses { get; set; }

        /// <summary>Does something at a call, counted from 1, after the call took effect.</summary>
        public void After(int call, Action trap) => (_trapAt, _trap) = (call, trap);

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            _calls.Add($"{request.Method} {request.RequestUri!.Segments[^1]}");
            var status = Apply(request.Method);
            if (_calls.Count == _trapAt)
            {
                _trap!();
            }

            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(new HttpResponseMessage(status));
        }

        private HttpStatusCode Apply(HttpMethod method)
        {
            if (Refuses)
            {
                return HttpStatusCode.Unauthorized;
            }

            if (method == HttpMethod.Post)
            {
                (var had, HasInstallation) = (HasInstallation, true);
                return had ? HttpStatusCode.Conflict : HttpStatusCode.OK;
            }

            if (method == HttpMethod.Delete)
            {
                if (Keeps)
                {
                    return HttpStatusCode.BadGateway;
                }

                (var had, HasInstallation) = (HasInstallation, false);
                return had ? HttpStatusCode.NoContent : HttpStatusCode.NotFound;
            }

            return HasInstallation ? HttpStatusCode.OK : HttpStatusCode.NotFound;
        }
    }
}
