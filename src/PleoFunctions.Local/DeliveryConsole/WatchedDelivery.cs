using Microsoft.Extensions.Primitives;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>
/// The console's record of a delivery: a request, from its arrival to its answer, and the later runs by recovery.
/// </summary>
internal sealed class WatchedDelivery
{
    private const string HungUp = "hung_up";

    // More than recovery makes of a delivery in the three days until it gives up.
    private const int MaxRecoveries = 16;

    // They have the key of another delivery: the one that the ledger keeps, or kept, under the same id.
    private static readonly string[] OfAnother =
    [
        WireName.Of(ProblemCode.DeliveryIdReused),
        WireName.Of(ProblemCode.DeliveryErased),
    ];

    private readonly Lock _gate = new();
    private readonly List<WatchedRun> _recoveries = [];
    private readonly DeliverySummary _arrived;
    private readonly string? _path;
    private int _recoveryCount;
    private double? _answeredMs;
    private int? _answerStatus;
    private bool _isDead;
    private IReadOnlyList<HeaderDocument> _answerHeaders = [];

    /// <summary>A delivery that a request made.</summary>
    /// <param name="number">The delivery's number.</param>
    /// <param name="request">The webhook, or an operator's request for a replay.</param>
    /// <param name="partner">The partner named in the route.</param>
    /// <param name="replayed">The id of the delivery to replay; null for a webhook.</param>
    /// <param name="now">When it arrived.</param>
    public WatchedDelivery(long number, HttpRequest request, string partner, string? replayed, DateTimeOffset now)
    {
        Run = new WatchedRun(this, now);
        _path = request.Path.Value ?? "";
        RequestHeaders =
        [
            .. from header in request.Headers
            where !string.Equals(header.Key, SampleSender.TicketHeader, StringComparison.OrdinalIgnoreCase)
            from value in header.Value
            select ShownHeaders.Show(header.Key, value ?? ""),
        ];
        _arrived = new DeliverySummary
        {
            Number = number,
            At = now,
            Partner = partner,
            DeliveryId = replayed,
            IsReplay = replayed is not null,
            Ticket = request.Headers[SampleSender.TicketHeader],
        };
    }

    /// <summary>A delivery whose request the console has not seen, or no longer keeps. Recovery has run it.</summary>
    /// <param name="number">The delivery's number.</param>
    /// <param name="run">The run by recovery.</param>
    public WatchedDelivery(long number, WatchedRun run)
    {
        _arrived = new DeliverySummary
        {
            Number = number,
            At = run.At,
            Partner = run.Key!.Value.Customer.Partner,
        };
        Add(run);
    }

    public long Number => _arrived.Number;

    /// <summary>The delivery as it is now, for the list.</summary>
    public DeliverySummary Summary
    {
        get
        {
            lock (_gate)
            {
                var (outcome, status) = Latest();
                var known = Run?.Key ?? _recoveries.FirstOrDefault()?.Key;
                return _arrived with
                {
                    Tenant = known?.Customer.Tenant ?? Run?.Tenant,
                    DeliveryId = known?.DeliveryId ?? Run?.DeliveryId ?? _arrived.DeliveryId,
                    Recoveries = _recoveryCount,
                    IsDead = _isDead,
                    Outcome = outcome,
                    Status = status,
                    Retryable = outcome is null ? null : RunOutcome.IsRetryable(outcome),
                    DurationMs = Run is null ? _recoveries[^1].DurationMs : _answeredMs,
                    Attempts = (Run?.Attempts ?? 0) + _recoveries.Sum(static run => run.Attempts),
                };
            }
        }
    }

    /// <summary>The number of its latest change, counted over all deliveries. <see cref="WatchedDeliveries"/> sets it.</summary>
    public long Version { get; set; }

    /// <summary>The size that <see cref="WatchedDeliveries"/> has counted for its bodies, in bytes.</summary>
    public int CountedSize { get; set; }

    /// <summary>The run that the request began; null without a request.</summary>
    public WatchedRun? Run { get; }

    /// <summary>Its request was answered, or its sender hung up.</summary>
    public bool IsAnswered
    {
        get
        {
            lock (_gate)
            {
                return _answeredMs is not null;
            }
        }
    }

    /// <summary>Which delivery of the ledger it is; null when that is not known.</summary>
    public DeliveryKey? Key
    {
        get
        {
            lock (_gate)
            {
                return OfAnother.Contains(Run?.Outcome, StringComparer.Ordinal) ? null : (Run ?? _recoveries[0]).Key;
            }
        }
    }

    public string Path => _path ?? "";

    public IReadOnlyList<HeaderDocument> RequestHeaders { get; } = [];

    // One byte more than the app accepts, so that a body of the greatest length is kept whole.
    public CapturedBody RequestBody { get; } = new(WebhookBody.MaxLength + 1);

    public CapturedBody AnswerBody { get; } = new(WebhookBody.MaxLength);

    /// <summary>The memory that its bodies take, in bytes.</summary>
    public int MemorySize
    {
        get
        {
            lock (_gate)
            {
                return RequestBody.MemorySize + AnswerBody.MemorySize + Runs().Sum(static run => run.MemorySize);
            }
        }
    }

    /// <summary>Adds a run by recovery that has ended.</summary>
    public void Add(WatchedRun run)
    {
        lock (_gate)
        {
            _recoveryCount++;
            _recoveries.Add(run);
            if (_recoveries.Count > MaxRecoveries)
            {
                _recoveries.RemoveAt(0);
            }
        }
    }

    /// <summary>The delivery was answered, or its sender closed the connection.</summary>
    public void End(HttpResponse? response, TimeSpan duration)
    {
        lock (_gate)
        {
            (_answerStatus, _answeredMs) = (response?.StatusCode, duration.TotalMilliseconds);
            _answerHeaders =
            [
                .. from header in response?.Headers ?? Enumerable.Empty<KeyValuePair<string, StringValues>>()
                select ShownHeaders.Show(header.Key, header.Value.ToString()),
            ];
        }
    }

    /// <summary>Recovery gave it up.</summary>
    public void MarkDead()
    {
        lock (_gate)
        {
            _isDead = true;
        }
    }

    /// <summary>Drops the bodies.</summary>
    public void ForgetBodies()
    {
        lock (_gate)
        {
            RequestBody.Forget();
            AnswerBody.Forget();
            foreach (var run in Runs())
            {
                run.ForgetBodies();
            }
        }
    }

    public DeliveryDetail ToDocument()
    {
        var summary = Summary;
        lock (_gate)
        {
            return new DeliveryDetail
            {
                Summary = summary,
                Path = _path,
                RequestHeaders = RequestHeaders,
                RequestBody = RequestBody.ToDocument(),
                CanBeSentAgain = _answeredMs is not null && RequestBody.ReadAll() is not null,
                Run = Run?.ToDocument(),
                AnswerStatus = _answerStatus,
                AnswerHeaders = _answerHeaders,
                AnswerBody = AnswerBody.ToDocument(),
                Recoveries = [.. _recoveries.Select(static run => run.ToDocument())],
            };
        }
    }

    private IEnumerable<WatchedRun> Runs() => Run is null ? _recoveries : _recoveries.Prepend(Run);

    /// <summary>How its latest run ended.</summary>
    private (string? Outcome, int? Status) Latest()
    {
        var (outcome, status) = Answered();
        foreach (var run in _recoveries)
        {
            // A delivery that is done runs again when a late update has to be settled. It stays what it was.
            if (
                run.Outcome is { } next
                && (
                    status is not StatusCodes.Status200OK || !next.Equals(RunOutcome.Replayed, StringComparison.Ordinal)
                )
            )
            {
                (outcome, status) = (next, RunOutcome.StatusOf(next));
            }
        }

        return (outcome, status);
    }

    private (string? Outcome, int? Status) Answered()
    {
        if (Run is null || _answeredMs is null)
        {
            return (null, null);
        }

        if (_answerStatus is not StatusCodes.Status202Accepted)
        {
            return (Run.Outcome ?? HungUp, _answerStatus);
        }

        return Run is { DurationMs: not null, Outcome: { } end }
            ? (end, RunOutcome.StatusOf(end))
            : (RunOutcome.Accepted, _answerStatus);
    }
}
