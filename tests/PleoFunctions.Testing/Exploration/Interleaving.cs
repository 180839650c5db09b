using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Testing.Exploration;

/// <summary>
/// Two deliveries of one customer, each handled by an instance of its own and sent again until it has its answer. Which
/// one goes on and how each step goes is chosen; the app is the real one.
/// </summary>
/// <param name="stores">A real store, as each of the two instances sees it.</param>
/// <param name="tenant">A customer that the store does not have.</param>
/// <param name="choices">Chooses.</param>
/// <param name="limits">How much may go wrong.</param>
internal sealed class Interleaving(ILedgerStore[] stores, string tenant, Choices choices, Limits limits) : IDisposable
{
    private const string SigningSecret = "whsec_c2VjcmV0LW9mLWFjbWUtc2VjcmV0LW9mLWFjbWU=";
    private const int MaxRounds = 6;

    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);
    private static readonly ServiceProvider Shared = Compose();

    private static readonly Fate[] WriteFates =
    [
        Fate.Fails,
        Fate.HappensUnseen,
        Fate.HappensAndIsRefused,
        Fate.CrashesBefore,
        Fate.CrashesAfter,
    ];

    private static readonly Fate[] SendFates =
    [
        Fate.Fails,
        Fate.HappensUnseen,
        Fate.HappensLate,
        Fate.HappensLast,
        Fate.Answers500,
        Fate.Answers500AndHappens,
        Fate.CrashesBefore,
        Fate.CrashesAfter,
        Fate.CrashesAndHappensLast,
    ];

    private static readonly Fate[] LookFates = [Fate.Fails, Fate.CrashesBefore];

    private readonly SteppedClock _clock = new();
    private readonly List<string> _log = [];
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _payloads = new(StringComparer.Ordinal);
    private SteppedPleo _pleo = null!;
    private OnboardingHandler[] _instances = null!;
    private int _faultsLeft = limits.Faults;
    private int _switchesLeft = limits.Switches;

    /// <summary>What happened, to explain a run that broke a promise.</summary>
    public string Log => $"choices {choices.Path}\n{string.Join('\n', _log)}";

    /// <summary>Runs it, and checks every promise.</summary>
    /// <param name="customer">What the customer has before: nothing, an installation, or one that was deleted at Pleo.</param>
    /// <param name="times">The times of the two events; null when they have none.</param>
    public async Task RunAsync(Before customer, (string? One, string? Other) times)
    {
        _pleo = new SteppedPleo(_clock, Settling, $"urn:pleo:company:{Guid.NewGuid()}");
        _instances = [.. stores.Select(CreateInstance)];
        if (customer is not Before.Nothing)
        {
            await FinishAloneAsync("msg_0", "2020-12-31T00:00:00Z");
        }

        if (customer is Before.Deleted)
        {
            _pleo.Delete();
        }

        _payloads["msg_1"] = PayloadOf("msg_1", times.One);
        _payloads["msg_2"] = PayloadOf("msg_2", times.Other);
        await RunTogetherAsync(["msg_1", "msg_2"]);
        for (var round = 0; round < MaxRounds && Open is { Length: > 0 } open; round++)
        {
            Pass(round == 0 ? choices.Choose(3) : 2);
            await RunTogetherAsync(open.Length == 2 && choices.Choose(2) == 1 ? [open[1], open[0]] : open);
        }

        await ComeToRestAsync();
        await CheckAsync(customer);
    }

    public void Dispose() => _pleo.Dispose();

    private string[] Open => [.. _payloads.Keys.Where(id => !_answers.ContainsKey(id)).Order(StringComparer.Ordinal)];

    /// <summary>Handles webhooks at the same time, in an order that is chosen step by step.</summary>
    private async Task RunTogetherAsync(string[] deliveryIds)
    {
        var actors = new List<Actor>();
        for (var number = 0; number < deliveryIds.Length; number++)
        {
            actors.Add(await StartAsync(deliveryIds[number], number));
        }

        Actor? last = null;
        while (actors.Where(actor => actor.IsWaiting).ToArray() is { Length: > 0 } waiting)
        {
            var actor = last = ChooseOne(waiting, last);
            var fate = FateOf(actor.Next);
            _log.Add($"{actor.DeliveryId} {actor.Next} {fate}");
            _pleo.Tick();
            await actor.ReleaseAsync(fate);
        }

        foreach (var actor in actors)
        {
            _log.Add(
                $"{actor.DeliveryId} ended: {(actor.IsDead ? "dead" : $"{actor.Answer!.Status} {actor.Answer.Outcome}")}"
            );
            if (actor.Answer is { Status: 200 } answer)
            {
                Check(actor.DeliveryId, answer);
                _answers[actor.DeliveryId] = answer;
            }
            else if (actor.Answer is { } failure)
            {
                Promise(failure.Status is 409 or 503, $"{actor.DeliveryId} can be sent again");
            }
        }
    }

    /// <summary>Goes on with the last one, or switches to the other one while it still could go on.</summary>
    private Actor ChooseOne(Actor[] waiting, Actor? last)
    {
        var mayGoOn = last is not null && waiting.Contains(last);
        if (mayGoOn && (waiting.Length == 1 || _switchesLeft == 0))
        {
            return last!;
        }

        var chosen = waiting[choices.Choose(waiting.Length)];
        if (mayGoOn && chosen != last)
        {
            _switchesLeft--;
        }

        return chosen;
    }

    /// <summary>Passes so much time that nothing can happen any more, and lets each delivery be sent once more.</summary>
    private async Task ComeToRestAsync()
    {
        _faultsLeft = 0;
        for (var round = 0; round < 3; round++)
        {
            Pass(2);
            foreach (var deliveryId in _payloads.Keys.Order(StringComparer.Ordinal))
            {
                var actor = await StartAsync(deliveryId, round % 2);
                while (actor.IsWaiting)
                {
                    _pleo.Tick();
                    await actor.ReleaseAsync(Fate.Good);
                }

                Promise(actor.Answer!.Status == 200, $"{deliveryId} has its answer: {actor.Answer.Outcome}");
                if (_answers.TryGetValue(deliveryId, out var first))
                {
                    Promise(
                        actor.Answer.Outcome is "replayed",
                        $"{deliveryId} is replayed, not {actor.Answer.Outcome}"
                    );
                    Promise(
                        actor.Answer.Body.Span.SequenceEqual(first.Body.Span),
                        $"{deliveryId} gets the same answer again"
                    );
                }

                _answers[deliveryId] = actor.Answer;
            }
        }
    }

    private async Task CheckAsync(Before customer)
    {
        var rows = new List<DeliveryRecord>();
        CustomerRecord? record = null;
        foreach (var deliveryId in _payloads.Keys)
        {
            (await stores[0].ReadAsync(new DeliveryKey("acme", tenant, deliveryId))).Succeeded(out var read, out _);
            record = read!.Customer;
            rows.Add(read.Delivery!);
        }

        var newest = rows.Aggregate((one, other) => one.Order.IsOlderThan(other.Order) ? other : one);
        Promise(
            _pleo.Creations.Count <= 1,
            $"one installation at most: {string.Join(' ', _pleo.Creations)} (the customer had {customer})"
        );
        Promise(
            newest.Summary.Key.DeliveryId.Equals(_pleo.Shows, StringComparison.Ordinal),
            $"Pleo shows the newest event {newest.Summary.Key.DeliveryId}, not {_pleo.Shows}"
        );
        Promise(rows.TrueForAll(row => row.Summary.State is DeliveryState.Done), "no delivery is open");
        Promise(record!.Claim is null && record.CreateDoubt is null, "no claim and no doubt is open");
        Promise(record.LateUpdateSince is null, "no late update is open");
        Promise(record.HasApplied(newest.Summary.Key.DeliveryId), "the ledger knows the newest event");
    }

    /// <summary>Checks that an answer is true of what Pleo has done.</summary>
    private void Check(string deliveryId, Answer answer)
    {
        var isTrue = answer.Outcome switch
        {
            "created" => _pleo.Creations.Contains(deliveryId, StringComparer.Ordinal),
            "updated" => _pleo.Updates.Contains(deliveryId, StringComparer.Ordinal),
            "reconciled" or "replayed" => _pleo
                .Creations.Concat(_pleo.Updates)
                .Contains(deliveryId, StringComparer.Ordinal) || answer.Outcome is "replayed",
            "superseded" => _answers.Count + _pleo.Creations.Count + _pleo.Updates.Count > 0,
            _ => false,
        };
        Promise(isTrue, $"the answer {answer.Outcome} to {deliveryId} is true");
        Promise(
            JsonElement.Parse(answer.Body.Span).GetProperty("deliveryId").ValueEquals(deliveryId),
            $"the answer to {deliveryId} is its own"
        );
    }

    private Fate FateOf(Step step)
    {
        if (_faultsLeft == 0)
        {
            return Fate.Good;
        }

        var fates = step switch
        {
            Step.Write => WriteFates,
            Step.Send => SendFates,
            _ => LookFates,
        };
        if (choices.Choose(fates.Length + 1) is var choice and > 0)
        {
            _faultsLeft--;
            return fates[choice - 1];
        }

        return Fate.Good;
    }

    private void Pass(int howLong)
    {
        var time = howLong switch
        {
            0 => TimeSpan.FromSeconds(2),
            1 => TimeSpan.FromSeconds(31),
            _ => Settling + TimeSpan.FromSeconds(40),
        };
        _log.Add($"{time} passes");
        _pleo.Pass(time);
    }

    private async Task FinishAloneAsync(string deliveryId, string time)
    {
        _payloads[deliveryId] = PayloadOf(deliveryId, time);
        var actor = await StartAsync(deliveryId, instance: 0);
        while (actor.IsWaiting)
        {
            await actor.ReleaseAsync(Fate.Good);
        }

        _answers[deliveryId] = actor.Answer!;
    }

    private string PayloadOf(string deliveryId, string? time) =>
        time is null
            ? $$$"""{"data":{"metadata":{"of":"{{{deliveryId}}}"},"tenant":"{{{tenant}}}" } }"""
            : $$$"""{"timestamp":"{{{time}}}","data":{"metadata":{"of":"{{{deliveryId}}}"},"tenant":"{{{tenant}}}" } }""";

    private Task<Actor> StartAsync(string deliveryId, int instance)
    {
        var now = _clock.GetUtcNow();
        var body = Encoding.UTF8.GetBytes(_payloads[deliveryId]);
        var headers = new WebhookHeaders().Add("Content-Type", "application/json");
        foreach (var (name, value) in new StandardWebhooksScheme().Sign(deliveryId, now, body, SigningSecret))
        {
            headers.Add(name, value);
        }

        return Actor.StartAsync(
            deliveryId,
            () =>
                _instances[instance]
                    .HandleAsync(
                        new InboundWebhook
                        {
                            Partner = "acme",
                            Headers = headers,
                            Body = new WebhookBody(body),
                            ReceivedAt = now,
                        }
                    )
        );
    }

    private OnboardingHandler CreateInstance(ILedgerStore store)
    {
        var settings = Shared.GetRequiredService<PleoSettings>();
        var metrics = Shared.GetRequiredService<OnboardingMetrics>();
        var secrets = new SecretCache(
            Shared.GetRequiredService<ISecretSource>(),
            metrics,
            _clock,
            NullLogger<SecretCache>.Instance
        );
        return new OnboardingHandler(
            Shared.GetRequiredService<PartnerDirectory>(),
            new DeliveryDrain(),
            new InstallationTools(
                new PleoClient(
                    new OneHandler(_pleo),
                    new PleoAddress(new Uri("https://pleo.example/")),
                    new PleoPipeline(settings, _clock),
                    settings,
                    _clock
                ),
                new KeyRing(secrets, NullLogger<KeyRing>.Instance),
                new DeliveryLedger(new SteppedStore(store, _clock), metrics, _clock),
                settings,
                metrics,
                _clock,
                NullLogger<InstallationRun>.Instance
            ),
            NullLogger<OnboardingHandler>.Instance
        );
    }

    private void Promise(bool isKept, string promise)
    {
        if (!isKept)
        {
            throw new BrokenPromiseException($"Broken: {promise}.\n{Log}");
        }
    }

    private static ServiceProvider Compose() =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<ISecretSource>(new OneKey())
            .AddOnboarding(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        new Dictionary<string, string?>(StringComparer.Ordinal)
                        {
                            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
                            ["Pleo:BaseAddress"] = "https://pleo.example/",
                            ["Partners:acme:Signature:Scheme"] = "standard-webhooks",
                        }
                    )
                    .Build()
            )
            .BuildServiceProvider();

    private sealed class OneHandler(HttpMessageHandler handler) : IHttpMessageHandlerFactory
    {
        public HttpMessageHandler CreateHandler(string name) => handler;
    }

    private sealed class OneKey : ISecretSource
    {
        public Task<StoredSecret> ReadAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(
                StoredSecret.Of(name.EndsWith("signing", StringComparison.Ordinal) ? SigningSecret : "pls_key")
            );
    }
}

/// <summary>How much may go wrong in one run.</summary>
/// <param name="Faults">How many steps may not go well.</param>
/// <param name="Switches">How often one request may be overtaken by the other while it could go on.</param>
internal readonly record struct Limits(int Faults, int Switches);

/// <summary>What a customer has before its two deliveries come.</summary>
public enum Before
{
    Nothing,

    /// <summary>An installation of an earlier event.</summary>
    Installation,

    /// <summary>An installation of an earlier event that was deleted at Pleo since.</summary>
    Deleted,
}

/// <summary>The app did not do what it promises.</summary>
public sealed class BrokenPromiseException(string message) : Exception(message);
