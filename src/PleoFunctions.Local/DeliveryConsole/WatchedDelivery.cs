using System.Diagnostics;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The console's record of a delivery, from its arrival to its answer.</summary>
internal sealed class WatchedDelivery
{
    private const string AttemptStep = "attempt";
    private const string HungUp = "hung_up";

    // More steps than the flow has. The limit keeps one delivery from filling the memory.
    private const int MaxSteps = 64;

    private readonly Lock _gate = new();
    private readonly List<StepDocument> _steps = [];
    private readonly List<PleoCall> _calls = [];
    private DeliverySummary _summary;
    private string? _traceId;
    private IReadOnlyList<HeaderDocument> _answerHeaders = [];

    /// <param name="number">The delivery's number.</param>
    /// <param name="request">The webhook, or an operator's request for a replay.</param>
    /// <param name="partner">The partner named in the route.</param>
    /// <param name="replayed">The id of the delivery to replay; null for a webhook.</param>
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

    public DeliverySummary Summary
    {
        get
        {
            lock (_gate)
            {
                return _summary;
            }
        }
    }

    /// <summary>The number of its latest change, counted over all deliveries. <see cref="WatchedDeliveries"/> sets it.</summary>
    public long Version { get; set; }

    /// <summary>The size that <see cref="WatchedDeliveries"/> has counted for its bodies, in bytes.</summary>
    public int CountedSize { get; set; }

    public string Path { get; }

    public IReadOnlyList<HeaderDocument> RequestHeaders { get; }

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
                return RequestBody.MemorySize
                    + AnswerBody.MemorySize
                    + _calls.Sum(call => call.RequestBody.MemorySize + call.ReplyBody.MemorySize);
            }
        }
    }

    /// <summary>Records a span that has ended.</summary>
    /// <returns>Whether the list shows a change.</returns>
    public bool Record(Activity span)
    {
        lock (_gate)
        {
            if (NameOf(span) is null)
            {
                // The span of the whole delivery, or of an operator's replay.
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
            if (_steps.Count < MaxSteps)
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
            if (_calls.Count < MaxSteps)
            {
                _calls.Add(call);
            }
        }
    }

    /// <summary>The delivery was answered, or its sender closed the connection.</summary>
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

    /// <summary>Drops the bodies.</summary>
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

    public DeliveryDetail ToDocument()
    {
        lock (_gate)
        {
            return new DeliveryDetail
            {
                Summary = _summary,
                Path = Path,
                TraceId = _traceId,
                RequestHeaders = RequestHeaders,
                RequestBody = RequestBody.ToDocument(),
                CanBeSentAgain = _summary.DurationMs is not null && RequestBody.ReadAll() is not null,
                Steps = [.. _steps],
                Calls = [.. _calls.Select(call => call.ToDocument())],
                AnswerHeaders = _answerHeaders,
                AnswerBody = AnswerBody.ToDocument(),
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

    /// <summary>The name of a step; null for the span that contains all steps.</summary>
    private static string? NameOf(Activity span) =>
        span.OperationName.StartsWith(OnboardingTelemetry.StepPrefix, StringComparison.Ordinal)
        && !span.OperationName.StartsWith(OnboardingTelemetry.OperationPrefix, StringComparison.Ordinal)
            ? span.OperationName[OnboardingTelemetry.StepPrefix.Length..]
            : null;

    private static string? TagOf(Activity span, string tag) => span.GetTagItem(tag) as string;
}
