using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>
/// Caches secrets: refreshes them before they expire, runs one fetch for any number of callers, and serves a stale
/// value for a day while the source is down. Lifetimes vary a little, so that secrets read at the same time are not
/// refreshed at the same time.
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

    /// <summary>How long the absence of a secret is cached.</summary>
    public static readonly TimeSpan NegativeLifetime = TimeSpan.FromSeconds(10);

    /// <summary>How long a value may be served, counted from its fetch, while the source is down.</summary>
    public static readonly TimeSpan StaleLifetime = TimeSpan.FromHours(24);

    /// <summary>How long one fetch may take, the SDK's retries included.</summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(4);

    /// <summary>How long a caller waits for a fetch before it takes the last good value. The fetch continues.</summary>
    public static readonly TimeSpan SlowFetch = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait before the next fetch after the source failed, unless it asks for longer.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait before the next fetch, even if the source asks for longer.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>By which fraction a lifetime may be shorter or longer.</summary>
    public const double Jitter = 0.1;

    /// <summary>After which fraction of its lifetime a value is refreshed in the background.</summary>
    public const double RefreshAhead = 0.8;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<KeyValuePair<string, Entry>> _evictionQueue = new();
    private int _count;

    /// <summary>How many secrets are cached at most. Beyond it, secrets that were not used lately are removed.</summary>
    /// <value>Default: 50,000, about 15 MB.</value>
    public int Limit { get; init; } = 50_000;

    /// <summary>Looks a secret up, from memory if possible.</summary>
    public async ValueTask<SecretLookup> GetAsync(string name)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.key");
        var entry = GetOrAddEntry(name);
        Task<SecretLookup> fetch;
        SecretLookup? lastGood;
        lock (entry)
        {
            var now = clock.GetUtcNow();
            if (entry.Lookup is { } lookup && now < entry.FreshUntil)
            {
                if (now >= entry.RefreshAt)
                {
                    _ = JoinOrStartFetch(name, entry);
                }

                return Report(lookup, "hit", step);
            }

            fetch = JoinOrStartFetch(name, entry);
            lastGood = entry.FindLastGood(now);
        }

        return await WaitAsync(fetch, lastGood, step);
    }

    /// <summary>Reads a secret from its source again, because the cached value proved wrong.</summary>
    public async Task<SecretLookup> RefreshAsync(string name)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.key");
        var entry = GetOrAddEntry(name);
        Task<SecretLookup> fetch;
        lock (entry)
        {
            // The wrong value must not come back as the last good value.
            entry.Lookup = null;

            // A fetch that began before this may still bring the wrong value, so only a forced one is joined.
            fetch = entry.Fetch is { IsForced: true } underWay
                ? underWay.Result
                : StartFetch(name, entry, isForced: true);
        }

        return await WaitAsync(fetch, lastGood: null, step);
    }

    /// <summary>Waits for a fetch, but only <see cref="SlowFetch"/> if there is a last good value.</summary>
    private async ValueTask<SecretLookup> WaitAsync(Task<SecretLookup> fetch, SecretLookup? lastGood, Activity? step)
    {
        try
        {
            return Report(lastGood is null ? await fetch : await fetch.WaitAsync(SlowFetch, clock), "fetched", step);
        }
        catch (TimeoutException)
        {
            return Report(lastGood!, "stale", step);
        }
    }

    /// <summary>Reports a lookup to metrics and trace.</summary>
    /// <param name="lookup">The lookup.</param>
    /// <param name="origin">Where a value that is not stale came from, as a tag.</param>
    /// <param name="step">The span of the lookup.</param>
    private SecretLookup Report(SecretLookup lookup, string origin, Activity? step)
    {
        var result = lookup switch
        {
            SecretLookup.Found { IsStale: true } => "stale",
            SecretLookup.Found => origin,
            SecretLookup.NotFound => "not_found",
            _ => "unavailable",
        };
        metrics.LookedUp(result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return lookup;
    }

    private Entry GetOrAddEntry(string name)
    {
        if (_entries.TryGetValue(name, out var known))
        {
            known.WasUsed = true;
            return known;
        }

        var entry = new Entry();
        if (!_entries.TryAdd(name, entry))
        {
            return GetOrAddEntry(name);
        }

        // Make room before the new entry is in the queue: it has had no second caller yet, and would be removed first.
        if (Interlocked.Increment(ref _count) > Limit)
        {
            MakeRoom();
        }

        _evictionQueue.Enqueue(new(name, entry));

        return entry;
    }

    /// <summary>
    /// Removes one secret: the oldest that no one used since it entered the queue. A used one enters the queue again,
    /// unless the secret does not exist.
    /// </summary>
    private void MakeRoom()
    {
        while (_evictionQueue.TryDequeue(out var oldest))
        {
            if (oldest.Value is not { WasUsed: true, Lookup: not SecretLookup.NotFound })
            {
                _entries.TryRemove(oldest);
                Interlocked.Decrement(ref _count);
                return;
            }

            oldest.Value.WasUsed = false;
            _evictionQueue.Enqueue(oldest);
        }
    }

    /// <summary>Joins the fetch under way, or starts one. The caller holds the entry's lock.</summary>
    private Task<SecretLookup> JoinOrStartFetch(string name, Entry entry) =>
        entry.Fetch?.Result ?? StartFetch(name, entry, isForced: false);

    /// <summary>Starts a fetch, which replaces any that is under way. The caller holds the entry's lock.</summary>
    private Task<SecretLookup> StartFetch(string name, Entry entry, bool isForced)
    {
        var fetch = new Fetch { IsForced = isForced };
        entry.Fetch = fetch;
        return fetch.Result = Task.Run(() => FetchAsync(name, entry, fetch));
    }

    private async Task<SecretLookup> FetchAsync(string name, Entry entry, Fetch fetch)
    {
        SecretLookup? fetched = null;
        TimeSpan? pause = null;

        try
        {
            using var timeout = new CancellationTokenSource(FetchTimeout, clock);
            var value = await source.ReadAsync(name, timeout.Token).WaitAsync(timeout.Token);
            fetched = value is null ? SecretLookup.NotFound.Instance : new SecretLookup.Found(value);
        }
#pragma warning disable CA1031 // Any exception means the same: the source is not available.
        catch (Exception e)
#pragma warning restore CA1031
        {
            pause = RetryAfterHeader.Read((e as RequestFailedException)?.GetRawResponse());
            Log.FetchFailed(logger, name, e.GetType().Name, (e as RequestFailedException)?.Status);
        }

        lock (entry)
        {
            fetched = entry.Recognize(fetched);
            if (entry.Fetch != fetch)
            {
                // A later fetch replaced this one, so only its result is stored.
                return entry.Lookup ?? fetched ?? new SecretLookup.Unavailable(pause);
            }

            entry.Fetch = null;
            return fetched is null ? StoreFailure(entry, pause) : Store(entry, fetched);
        }
    }

    private SecretLookup Store(Entry entry, SecretLookup fetched)
    {
        var now = clock.GetUtcNow();
        entry.Known = fetched as SecretLookup.Found;
        if (fetched is SecretLookup.NotFound)
        {
            entry.Store(fetched, now + NegativeLifetime, now + NegativeLifetime);
            return fetched;
        }

        var lifetime = Lifetime * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));
        entry.Store(fetched, now + lifetime, now + (lifetime * RefreshAhead));
        entry.StaleUntil = now + StaleLifetime;
        return fetched;
    }

    /// <summary>Keeps the last good value if there is one, and delays the next fetch.</summary>
    private SecretLookup StoreFailure(Entry entry, TimeSpan? retryAfter)
    {
        var now = clock.GetUtcNow();
        var asked = retryAfter > LongestPause ? LongestPause : retryAfter;
        var retryAt = now + (asked > FailurePause ? asked.Value : FailurePause);
        var lastGood = entry.FindLastGood(now);

        if (lastGood is not null && entry.FreshUntil > retryAt)
        {
            var fresh = entry.Lookup!;
            entry.Store(fresh, entry.FreshUntil, retryAt);
            return fresh;
        }

        SecretLookup last = lastGood is null ? new SecretLookup.Unavailable(asked) : lastGood;
        entry.Store(last, retryAt, retryAt);
        return last;
    }

    /// <summary>One secret. Its lock guards its members.</summary>
    private sealed class Entry
    {
        /// <summary>The last result; null before the first fetch, and when the value proved wrong.</summary>
        public SecretLookup? Lookup { get; set; }

        /// <summary>The value that was read last, even when it proved wrong; null when there is none.</summary>
        public SecretLookup.Found? Known { get; set; }

        public DateTimeOffset FreshUntil { get; private set; }

        /// <summary>From this time on, the next caller starts a fetch in the background.</summary>
        public DateTimeOffset RefreshAt { get; private set; }

        public DateTimeOffset StaleUntil { get; set; }

        /// <summary>The latest fetch while it is under way, otherwise null.</summary>
        public Fetch? Fetch { get; set; }

        /// <summary>A caller used it after it entered the eviction queue.</summary>
        public bool WasUsed { get; set; }

        public SecretLookup.Found? FindLastGood(DateTimeOffset now) =>
            Lookup is SecretLookup.Found found && now < StaleUntil ? found.ToStale() : null;

        /// <summary>
        /// The known object when the same value was read again: it has the API key, with the company that Pleo told once.
        /// </summary>
        public SecretLookup? Recognize(SecretLookup? fetched) =>
            fetched is SecretLookup.Found found && string.Equals(found.Value, Known?.Value, StringComparison.Ordinal)
                ? Known
                : fetched;

        public void Store(SecretLookup lookup, DateTimeOffset freshUntil, DateTimeOffset refreshAt) =>
            (Lookup, FreshUntil, RefreshAt) = (lookup, freshUntil, refreshAt);
    }

    /// <summary>A read of the source that is under way.</summary>
    private sealed class Fetch
    {
        /// <summary>It began because the cached value proved wrong.</summary>
        public required bool IsForced { get; init; }

        public Task<SecretLookup> Result { get; set; } = null!;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 301,
            Level = LogLevel.Warning,
            Message = "The secret {Secret} could not be read ({Failure}, status {Status}); the app uses its last good value for up to 24 hours, and answers 503 without one."
        )]
        public static partial void FetchFailed(ILogger logger, string secret, string failure, int? status);
    }
}
