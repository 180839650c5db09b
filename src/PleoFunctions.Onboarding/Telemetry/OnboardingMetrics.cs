using System.Diagnostics.Metrics;

namespace PleoFunctions.Onboarding.Telemetry;

/// <summary>The app's metrics. Every tag has few values (partners, outcomes, results), never a tenant or an id.</summary>
internal sealed class OnboardingMetrics
{
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _expiring;
    private readonly Counter<long> _operations;
    private readonly Counter<long> _recoveries;
    private readonly Gauge<long> _open;
    private readonly Gauge<double> _oldestOpen;

    public OnboardingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(OnboardingTelemetry.Name);
        _deliveries = meter.CreateCounter<long>(
            "onboarding.deliveries",
            "{delivery}",
            "Webhooks answered, by partner and outcome"
        );
        _duration = meter.CreateHistogram(
            "onboarding.duration",
            "s",
            "Time from a webhook's arrival to its answer, by partner and outcome",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10, 15],
            }
        );
        _attempts = meter.CreateCounter<long>(
            "onboarding.attempts",
            "{attempt}",
            "Calls to Pleo, by partner, method and result"
        );
        _lookups = meter.CreateCounter<long>("onboarding.secret.lookups", "{lookup}", "Secrets looked up, by result");
        _expiring = meter.CreateCounter<long>(
            "onboarding.secret.expiring",
            "{secret}",
            "Secrets seen to expire soon, by days (30, 7, 1)"
        );
        _operations = meter.CreateCounter<long>(
            "onboarding.ledger.operations",
            "{operation}",
            "Ledger operations, by operation (claim, complete, release, finish, bind, unbind, read, read_customer, read_open, list, sweep, give_up, erase) and result"
        );
        _recoveries = meter.CreateCounter<long>(
            "onboarding.recoveries",
            "{delivery}",
            "Deliveries that recovery ran or gave up, by partner and outcome"
        );
        _open = meter.CreateGauge<long>(
            "onboarding.open",
            "{delivery}",
            "Deliveries that are not done, by partner and state"
        );
        _oldestOpen = meter.CreateGauge<double>(
            "onboarding.open.age",
            "s",
            "Age of the oldest delivery that recovery will run again, by partner; 0 without one"
        );
    }

    public void Delivered(string partner, string outcome, TimeSpan duration)
    {
        var partnerTag = new KeyValuePair<string, object?>("partner", partner);
        var outcomeTag = new KeyValuePair<string, object?>("outcome", outcome);
        _deliveries.Add(1, partnerTag, outcomeTag);
        _duration.Record(duration.TotalSeconds, partnerTag, outcomeTag);
    }

    public void Attempted(string partner, string method, string result) =>
        _attempts.Add(1, new("partner", partner), new("method", method), new("result", result));

    public void LookedUp(string result) => _lookups.Add(1, new KeyValuePair<string, object?>("result", result));

    public void SeenExpiring(int days) => _expiring.Add(1, new KeyValuePair<string, object?>("days", days));

    public void Operated(string operation, string result) =>
        _operations.Add(1, new("operation", operation), new("result", result));

    /// <param name="partner">The partner.</param>
    /// <param name="outcome">A success outcome, a problem code, or <c>dead</c>.</param>
    public void Recovered(string partner, string outcome) =>
        _recoveries.Add(1, new("partner", partner), new("outcome", outcome));

    /// <summary>Recovery records each state in each run, also 0, so that a chart shows when a state has emptied.</summary>
    public void Open(string partner, string state, long count) =>
        _open.Record(count, new("partner", partner), new("state", state));

    /// <summary>Recovery records it for each partner in each run, so a missing value means that no run ended.</summary>
    public void OldestOpen(string partner, TimeSpan age) =>
        _oldestOpen.Record(age.TotalSeconds, new KeyValuePair<string, object?>("partner", partner));
}
