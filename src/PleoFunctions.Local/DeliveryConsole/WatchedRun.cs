using System.Diagnostics;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The console's record of one run of a delivery: its steps, its calls to Pleo, and how it ended.</summary>
/// <param name="delivery">The delivery; null for a run by recovery, which says only at its end whose it is.</param>
/// <param name="at">When it began.</param>
internal sealed class WatchedRun(WatchedDelivery? delivery, DateTimeOffset at)
{
    private const string AttemptStep = "attempt";

    // More steps than the flow has. The limit keeps one run from filling the memory.
    private const int MaxSteps = 64;

    private readonly Lock _gate = new();
    private readonly List<StepDocument> _steps = [];
    private readonly List<PleoCall> _calls = [];
    private Activity? _span;
    private double? _durationMs;

    /// <summary>The delivery that it was begun for; null for a run by recovery.</summary>
    public WatchedDelivery? Delivery { get; } = delivery;

    public DateTimeOffset At { get; } = at;

    public string? Partner => TagOf(OnboardingTelemetry.Partner);

    public string? Tenant => TagOf(OnboardingTelemetry.Tenant);

    public string? DeliveryId => TagOf(OnboardingTelemetry.DeliveryId);

    /// <summary>The outcome or the problem's code, as far as it is known.</summary>
    public string? Outcome => TagOf(OnboardingTelemetry.Outcome);

    public string? TraceId => _span?.TraceId.ToHexString();

    /// <summary>How long it took, in milliseconds; null while it goes on.</summary>
    public double? DurationMs
    {
        get
        {
            lock (_gate)
            {
                return _durationMs;
            }
        }
    }

    /// <summary>The delivery, as far as it is known.</summary>
    public DeliveryKey? Key =>
        (Partner, Tenant, DeliveryId) is ({ } partner, { } tenant, { } deliveryId)
            ? new DeliveryKey(partner, tenant, deliveryId)
            : null;

    /// <summary>The number of calls to Pleo.</summary>
    public int Attempts
    {
        get
        {
            lock (_gate)
            {
                return _steps.Count(static step => step.Name is AttemptStep);
            }
        }
    }

    /// <summary>The memory that its bodies take, in bytes.</summary>
    public int MemorySize
    {
        get
        {
            lock (_gate)
            {
                return _calls.Sum(static call => call.RequestBody.MemorySize + call.ReplyBody.MemorySize);
            }
        }
    }

    /// <summary>The span that contains its steps has begun. The flow adds tags to it.</summary>
    public void Begin(Activity span) => _span = span;

    /// <summary>It has ended.</summary>
    public void End(TimeSpan duration)
    {
        lock (_gate)
        {
            _durationMs = duration.TotalMilliseconds;
        }
    }

    /// <summary>Records a step that has ended.</summary>
    /// <returns>Whether the list shows a change.</returns>
    public bool Record(Activity span, string name)
    {
        var step = new StepDocument(
            name,
            span.Parent is { } parent ? DeliverySpans.StepOf(parent) : null,
            Math.Max(0, (span.StartTimeUtc - At.UtcDateTime).TotalMilliseconds),
            span.Duration.TotalMilliseconds,
            span.GetTagItem(OnboardingTelemetry.Result) as string,
            span.GetTagItem(OnboardingTelemetry.Attempt) as int?,
            span.SpanId.ToHexString()
        );
        lock (_gate)
        {
            if (_steps.Count < MaxSteps)
            {
                _steps.Add(step);
            }
        }

        return name is AttemptStep;
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

    /// <summary>Drops the bodies.</summary>
    public void ForgetBodies()
    {
        lock (_gate)
        {
            foreach (var call in _calls)
            {
                call.RequestBody.Forget();
                call.ReplyBody.Forget();
            }
        }
    }

    public RunDocument ToDocument()
    {
        lock (_gate)
        {
            var outcome = _durationMs is null ? null : Outcome;
            return new RunDocument
            {
                At = At,
                TraceId = TraceId,
                Outcome = outcome,
                Status = outcome is null ? null : RunOutcome.StatusOf(outcome),
                Retryable = outcome is null ? null : RunOutcome.IsRetryable(outcome),
                DurationMs = _durationMs,
                Steps = [.. _steps],
                Calls = [.. _calls.Select(static call => call.ToDocument())],
            };
        }
    }

    private string? TagOf(string tag) => _span?.GetTagItem(tag) as string;
}

/// <summary>What an outcome or a problem's code means.</summary>
internal static class RunOutcome
{
    private static readonly string[] Busy =
    [
        WireName.Of(ProblemCode.CustomerBusy),
        WireName.Of(ProblemCode.DeliveryInProgress),
    ];

    public static string Accepted { get; } = WireName.Of(Outcome.Accepted);

    public static string Replayed { get; } = WireName.Of(Outcome.Replayed);

    /// <summary>The status of an answer with this outcome.</summary>
    public static int StatusOf(string outcome) =>
        Find(outcome)?.Status
        ?? (
            outcome.Equals(Accepted, StringComparison.Ordinal) ? StatusCodes.Status202Accepted : StatusCodes.Status200OK
        );

    /// <summary>Running it again may help; null when it is not a problem.</summary>
    public static bool? IsRetryable(string outcome) => Find(outcome)?.Retryable;

    /// <summary>Another run kept this one from doing anything.</summary>
    public static bool IsBusy(string outcome) => Busy.Contains(outcome, StringComparer.Ordinal);

    private static ProblemDefinition? Find(string code) =>
        ProblemCatalog.All.FirstOrDefault(problem => problem.Name.Equals(code, StringComparison.Ordinal));
}
