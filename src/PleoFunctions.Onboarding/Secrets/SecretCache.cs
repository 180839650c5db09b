using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>
/// Keeps secrets at hand: refreshed ahead of time, fetched once however many ask, and served stale for a day
/// while their source is down. Lifetimes differ a little from one fetch to the next, so that many secrets read
/// together are not refreshed together.
/// </summary>
internal sealed partial class SecretCache(
    ISecretSource source,
    OnboardingMetrics metrics,
    TimeProvider clock,
    ILogger<SecretCache> logger
)
{
    /// <summary>How long a value is fresh, give or take <see cref="Jitter"/>.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long the absence of a secret is believed.</summary>
    public static readonly TimeSpan NegativeLifetime = TimeSpan.FromSeconds(10);

    /// <summary>How long a value may outlive its source.</summary>
    public static readonly TimeSpan StaleLifetime = TimeSpan.FromHours(24);

    /// <summary>How long one fetch may take, the SDK's retries included.</summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(4);

    /// <summary>After how long a last good value is taken, while the fetch goes on.</summary>
    public static readonly TimeSpan SlowFetch = TimeSpan.FromSeconds(1);

    /// <summary>How long a source that failed is left alone, unless it asks for longer.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(2);

    /// <summary>The longest that a source is left alone, whatever it asks for.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>By which part a lifetime may be shorter or longer.</summary>
    public const double Jitter = 0.1;

    /// <summary>After which part of its lifetime a value is refreshed in the background.</summary>
    public const double RefreshAhead = 0.8;

    private const int SweepThreshold = 10_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks a secret up, from memory where possible.</summary>
    public async ValueTask<SecretLookup> GetAsync(string name)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.key");
        var entry = EntryOf(name);
        Task<SecretLookup> fetch;
        SecretLookup? lastGood;
        lock (entry)
        {
            var now = clock.GetUtcNow();
            if (entry.Lookup is { } lookup && now < entry.FreshUntil)
            {
                if (now >= entry.RefreshAt)
                {
                    _ = FetchOnce(name, entry);
                }

                return Count(lookup, "hit", step);
            }

            fetch = FetchOnce(name, entry);
            lastGood = entry.LastGood(now);
        }

        return await WaitAsync(fetch, lastGood, step);
    }

    /// <summary>Reads a secret afresh, because the cached value has proved wrong.</summary>
    public async Task<SecretLookup> RefreshAsync(string name)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.key");
        var entry = EntryOf(name);
        Task<SecretLookup> fetch;
        lock (entry)
        {
            // What proved wrong must not come back as the last good value.
            entry.Lookup = null;
            fetch = FetchOnce(name, entry);
        }

        return await WaitAsync(fetch, lastGood: null, step);
    }

    /// <summary>Waits for a fetch. A slow source delays nobody for long who has a last good value.</summary>
    private async ValueTask<SecretLookup> WaitAsync(Task<SecretLookup> fetch, SecretLookup? lastGood, Activity? step)
    {
        try
        {
            return Count(lastGood is null ? await fetch : await fetch.WaitAsync(SlowFetch, clock), "fetched", step);
        }
        catch (TimeoutException)
        {
            return Count(lastGood!, "stale", step);
        }
    }

    private SecretLookup Count(SecretLookup lookup, string found, Activity? step)
    {
        var result = lookup switch
        {
            SecretLookup.Found { IsStale: true } => "stale",
            SecretLookup.Found => found,
            SecretLookup.NotFound => "not_found",
            _ => "unavailable",
        };
        metrics.LookedUp(result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return lookup;
    }

    private Entry EntryOf(string name)
    {
        if (_entries.Count > SweepThreshold)
        {
            Sweep();
        }

        return _entries.GetOrAdd(name, static _ => new Entry());
    }

    /// <summary>Forgets what is neither fresh nor of use as a last good value.</summary>
    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (name, entry) in _entries)
        {
            if (entry is { Fetch: null, Lookup: not SecretLookup.Found } && now >= entry.FreshUntil)
            {
                _entries.TryRemove(name, out _);
            }
        }
    }

    /// <summary>Joins the fetch under way, or starts one. To be called with the entry locked.</summary>
    private Task<SecretLookup> FetchOnce(string name, Entry entry) =>
        entry.Fetch ??= Task.Run(() => FetchAsync(name, entry));

    private async Task<SecretLookup> FetchAsync(string name, Entry entry)
    {
        SecretLookup? fetched = null;
        TimeSpan? pause = null;

        try
        {
            using var timeout = new CancellationTokenSource(FetchTimeout, clock);
            var value = await source.ReadAsync(name, timeout.Token).WaitAsync(timeout.Token);
            fetched = value is null ? SecretLookup.NotFound.Instance : new SecretLookup.Found(value);
        }
#pragma warning disable CA1031 // Whatever the source throws, it is not available.
        catch (Exception e)
#pragma warning restore CA1031
        {
            pause = RetryAfterHeader.Read((e as RequestFailedException)?.GetRawResponse());
            Log.FetchFailed(logger, name, e.GetType().Name, (e as RequestFailedException)?.Status);
        }

        lock (entry)
        {
            entry.Fetch = null;
            return Keep(entry, fetched, pause);
        }
    }

    private SecretLookup Keep(Entry entry, SecretLookup? fetched, TimeSpan? pause)
    {
        var now = clock.GetUtcNow();
        switch (fetched)
        {
            case SecretLookup.Found:
                var lifetime = Lifetime * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));
                entry.Keep(fetched, now + lifetime, now + (lifetime * RefreshAhead));
                entry.StaleUntil = now + StaleLifetime;
                return fetched;

            case SecretLookup.NotFound:
                entry.Keep(fetched, now + NegativeLifetime, now + NegativeLifetime);
                return fetched;

            default:
                var asked = pause > LongestPause ? LongestPause : pause;
                var next = now + (asked > FailurePause ? asked.Value : FailurePause);
                var lastGood = entry.LastGood(now);
                var freshUntil = lastGood is not null && entry.FreshUntil > next ? entry.FreshUntil : next;
                SecretLookup last =
                    freshUntil > next ? entry.Lookup!
                    : lastGood is not null ? lastGood
                    : new SecretLookup.Unavailable(asked);
                entry.Keep(last, freshUntil, next);
                return last;
        }
    }

    private sealed class Entry
    {
        public SecretLookup? Lookup { get; set; }

        public DateTimeOffset FreshUntil { get; private set; }

        public DateTimeOffset RefreshAt { get; private set; }

        public DateTimeOffset StaleUntil { get; set; }

        public Task<SecretLookup>? Fetch { get; set; }

        public SecretLookup.Found? LastGood(DateTimeOffset now) =>
            Lookup is SecretLookup.Found found && now < StaleUntil
                ? new SecretLookup.Found(found.Value, isStale: true)
                : null;

        public void Keep(SecretLookup lookup, DateTimeOffset freshUntil, DateTimeOffset refreshAt) =>
            (Lookup, FreshUntil, RefreshAt) = (lookup, freshUntil, refreshAt);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 301,
            Level = LogLevel.Warning,
            Message = "The secret {Secret} could not be read ({Failure}, status {Status}); a last good value serves for up to 24 hours."
        )]
        public static partial void FetchFailed(ILogger logger, string secret, string failure, int? status);
    }
}
