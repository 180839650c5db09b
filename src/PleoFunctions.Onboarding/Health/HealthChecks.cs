using Azure;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Onboarding.Health;

/// <summary>Checks whether the app serves, and whether everything that it depends on can be used.</summary>
public sealed class HealthChecks : IDisposable
{
    /// <summary>How long one check may take.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>How long a result is reused before the checks run again.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Func<CancellationToken, Task>> _checks;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private Answer? _ready;
    private DateTimeOffset _readyUntil;

    internal HealthChecks(
        ISecretSource secrets,
        PartnerDirectory partners,
        DeliveryLedger ledger,
        PleoProbe pleo,
        TimeProvider clock
    )
    {
        // Any secret's name works: a vault that answers "not found" can be used.
        var secret = partners.All.FirstOrDefault()?.SigningSecret ?? "readiness";
        _clock = clock;
        _checks = new Dictionary<string, Func<CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["vault"] = cancellationToken => secrets.ReadAsync(secret, cancellationToken),
            ["ledger"] = ledger.ProbeAsync,
            ["pleo"] = pleo.ProbeAsync,
        };
    }

    /// <summary>200 while the process serves.</summary>
    public static Answer Live { get; } = Answer(200, new HealthDocument { Status = HealthDocument.Healthy });

    /// <summary>200 when the vault, the ledger and Pleo's host can be used, otherwise 503. The body has the result of each check.</summary>
    public async Task<Answer> GetReadyAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_ready is null || _clock.GetUtcNow() >= _readyUntil)
            {
                _ready = await CheckAllAsync();
                _readyUntil = _clock.GetUtcNow() + Lifetime;
            }

            return _ready;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Answer> CheckAllAsync()
    {
        var results = await Task.WhenAll(_checks.Select(check => CheckAsync(check.Key, check.Value)));
        var healthy = results.All(result => result.Value.Failure is null);
        return Answer(
            healthy ? 200 : 503,
            new HealthDocument
            {
                Status = healthy ? HealthDocument.Healthy : HealthDocument.Unhealthy,
                Checks = new Dictionary<string, HealthCheckDocument>(results, StringComparer.Ordinal),
            }
        );
    }

    private async Task<KeyValuePair<string, HealthCheckDocument>> CheckAsync(
        string name,
        Func<CancellationToken, Task> check
    )
    {
        var started = _clock.GetTimestamp();
        string? failure = null;

        try
        {
            using var timeout = new CancellationTokenSource(Timeout, _clock);
            await check(timeout.Token).WaitAsync(timeout.Token);
        }
#pragma warning disable CA1031 // Any exception means the same: not healthy.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = Describe(e);
        }

        return new(
            name,
            new HealthCheckDocument
            {
                Status = failure is null ? HealthDocument.Healthy : HealthDocument.Unhealthy,
                DurationMs = Math.Round(_clock.GetElapsedTime(started).TotalMilliseconds, 1),
                Failure = failure,
            }
        );
    }

    private static string Describe(Exception failure) =>
        failure switch
        {
            // The vault's client throws it after several attempts.
            AggregateException { InnerException: { } last } => Describe(last),
            OperationCanceledException => "timed out",
            VaultThrottledException => "answered 429",
            RequestFailedException { Status: > 0 } answered => $"answered {answered.Status}",
            HttpRequestException { StatusCode: { } status } => $"answered {(int)status}",
            HttpRequestException or RequestFailedException => "cannot be reached",
            _ => failure.GetType().Name,
        };

    private static Answer Answer(int status, HealthDocument document) =>
        Answers.Document(status, AnswerJson.Write(document, HealthJson.Default.HealthDocument));
}
