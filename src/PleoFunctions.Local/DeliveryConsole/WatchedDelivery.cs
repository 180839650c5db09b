using System.Diagnostics;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A delivery, from its arrival to its answer, as it is watched.</summary>
internal sealed class WatchedDelivery
{
    private const string AttemptStep = "attempt";
    private const string HungUp = "hung_up";

    // More than the flow can have; whatever happens, one delivery does not fill the memory.
    private const int MostSteps = 64;

    private readonly Lock _gate = new();
    private readonly List<StepDocument> _steps = [];
    private readonly List<PleoCall> _calls = [];
    private DeliverySummary _summary;
    private string? _traceId;
    private IReadOnlyList<HeaderDocument> _answerHeaders = [];

    /// <param name="number">Its number.</param>
    /// <param name="request">The webhook, or the operator's request to run a delivery again.</param>
    /// <param name="partner">The partner named in the route.</param>
    /// <param name="replayed">The delivery to run again; null for a webhook.</param>
    /// <param name="now">When it arrived.</param>
    public WatchedDelivery(long number, HttpRequest request, string partner, string? replayed, DateTimeOffset now)
    {
        Path = request.Path.Value ?? "";
        RequestHeaders =
        [
            .. from header in request.Headers
            where !string.Equals(header.Key, SampleSender.TicketHeader, StringComparison.OrdinalIgnoreCase)
            from value in header.Value
            select ShownHeaders.Show(header.Key, value ?? ""),
        ];
        _summary = new DeliverySummary
        {
            Number = number,
            At = now,
            Partner = partner,
            DeliveryId = replayed,
            IsReplay = replayed is not null,
            Attempts = 0,
            Ticket = request.Headers[SampleSender.TicketHeader],
        };
    }

    public long Number => _summary.Number;

    /// <summary>When it last changed, in the order of all changes; the collection's own.</summary>
    public long Version { get; set; }

    /// <summary>What it weighs in the collection's books; the collection's own.</summary>
    public int BookedWeight { get; set; }

    public string Path { get; }

    public IReadOnlyList<HeaderDocument> RequestHeaders { get; }

    // One more than is accepted, so that a body of the utmost length is kept whole.
    public CapturedBody RequestBody { get; } = new(WebhookBody.MaxLength + 1);

    public CapturedBody AnswerBody { get; } = new(WebhookBody.MaxLength);

    /// <summary>The memory that its bodies take, in bytes.</summary>
    public int Weight
    {
        get
        {
            lock (_gate)
            {
                return RequestBody.Weight
                    + AnswerBody.Weight
                    + _calls.Sum(call => call.RequestBody.Weight + call.ReplyBody.Weight);
            }
        }
    }

    /// <summary>Takes a span that has ended.</summary>
    /// <returns>The list shows something of it.</returns>
    public bool Take(Activity span)
    {
        lock (_gate)
        {
            if (NameOf(span) is null)
            {
                // The delivery's own, or that of the operator who runs it again.
                _traceId = span.TraceId.ToHexString();
                _summary = _summary with
                {
                    Tenant = TagOf(span, OnboardingTelemetry.Tenant) ?? _summary.Tenant,
                    DeliveryId = TagOf(span, OnboardingTelemetry.DeliveryId) ?? _summary.DeliveryId,
                    Outcome = TagOf(span, OnboardingTelemetry.Outcome) ?? _summary.Outcome,
                };
                return false;
            }

            var step = StepOf(span);
            if (_steps.Count < MostSteps)
            {
                _steps.Add(step);
            }

            if (step.Name is not AttemptStep)
            {
                return false;
            }

            _summary = _summary with { Attempts = _summary.Attempts + 1 };
            return true;
        }
    }

    public void Add(PleoCall call)
    {
        lock (_gate)
        {
            if (_calls.Count < MostSteps)
            {
                _calls.Add(call);
            }
        }
    }

    /// <summary>It was answered, or its sender has gone.</summary>
    public void End(HttpResponse? response, TimeSpan duration)
    {
        lock (_gate)
        {
            _summary = _summary with
            {
                Status = response?.StatusCode,
                Outcome = _summary.Outcome ?? HungUp,
                Retryable = ProblemCatalog
                    .All.FirstOrDefault(problem =>
                        string.Equals(problem.Name, _summary.Outcome, StringComparison.Ordinal)
                    )
                    ?.Retryable,
                DurationMs = duration.TotalMilliseconds,
            };
            _answerHeaders =
            [
                .. from header in response?.Headers
                    ?? Enumerable.Empty<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>>()
                select ShownHeaders.Show(header.Key, header.Value.ToString()),
            ];
        }
    }

    /// <summary>Lets go of the bodies.</summary>
    public void ForgetBodies()
    {
        lock (_gate)
        {
            RequestBody.Forget();
            AnswerBody.Forget();
            foreach (var call in _calls)
            {
                call.RequestBody.Forget();
                call.ReplyBody.Forget();
            }
        }
    }

    public DeliverySummary Summarize()
    {
        lock (_gate)
        {
            return _summary;
        }
    }

    public DeliveryDetail Show()
    {
        lock (_gate)
        {
            return new DeliveryDetail
            {
                Summary = _summary,
                Path = Path,
                TraceId = _traceId,
                RequestHeaders = RequestHeaders,
                RequestBody = RequestBody.Show(),
                CanBeSentAgain = _summary.DurationMs is not null && RequestBody.Whole() is not null,
                Steps = [.. _steps],
                Calls = [.. _calls.Select(call => call.Show())],
                AnswerHeaders = _answerHeaders,
                AnswerBody = AnswerBody.Show(),
            };
        }
    }

    private StepDocument StepOf(Activity span) =>
        new(
            NameOf(span)!,
            span.Parent is { } parent ? NameOf(parent) : null,
            Math.Max(0, (span.StartTimeUtc - _summary.At.UtcDateTime).TotalMilliseconds),
            span.Duration.TotalMilliseconds,
            TagOf(span, OnboardingTelemetry.Result),
            span.GetTagItem(OnboardingTelemetry.Attempt) as int?,
            span.SpanId.ToHexString()
        );

    /// <summary>The name of a step; null for the span that all steps are part of.</summary>
    private static string? NameOf(Activity span) =>
        span.OperationName.StartsWith(OnboardingTelemetry.StepPrefix, StringComparison.Ordinal)
        && !span.OperationName.StartsWith(OnboardingTelemetry.OperationPrefix, StringComparison.Ordinal)
            ? span.OperationName[OnboardingTelemetry.StepPrefix.Length..]
            : null;

    private static string? TagOf(Activity span, string tag) => span.GetTagItem(tag) as string;
}
