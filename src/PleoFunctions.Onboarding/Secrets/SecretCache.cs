using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>
/// Caches secrets: refreshes them before they get stale, runs one fetch for any number of callers, and serves a stale
/// value for a limited time while the source is down. A secret that its source withdrew is gone at once. Lifetimes vary
/// a little, so that secrets read at the same time are not refreshed at the same time.
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

    /// <summary>How long an API key may be served, counted from its fetch, while the source is down.</summary>
    public static readonly TimeSpan StaleLifetime = TimeSpan.FromHours(24);

    /// <summary>The same for signing keys. Anyone who has a leaked one can forge webhooks, so it must not serve for long.</summary>
    public static readonly TimeSpan SigningStaleLifetime = TimeSpan.FromHours(1);

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

    /// <summary>How many days before a secret expires the app says so, each once. In ascending order.</summary>
    private static readonly int[] ExpiryWarnings = [1, 7, 30];

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<KeyValuePair<string, Entry>> _evictionQueue = new();
    private int _count;

    /// <summary>How many secrets are cached at most. Beyond it, secrets that were not used lately are removed.</summary>
    /// <value>Default: 50,000, about 15 MB.</value>
    public int Limit { get; init; } = 50_000;

    /// <summary>Looks a secret up, from memory if possible.</summary>
    public async ValueTask<SecretLookup> GetAsync(string name, SecretUse use)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.key");
        var entry = GetOrAddEntry(name, use);
        Task<SecretLookup> fetch;
        bool hasLastGood;
        lock (entry)
        {
            var now = clock.GetUtcNow();
            if (entry.FindFresh(now) is { } lookup)
            {
                if (now >= entry.RefreshAt)
                {
                    _ = JoinOrStartFetch(name, entry);
                }

                return Report(lookup, "hit", step);
            }

            fetch = JoinOrStartFetch(name, entry);
            hasLastGood = entry.FindLastGood(now) is not null;
        }

        return hasLastGood ? await WaitBrieflyAsync(fetch, entry, step) : Report(await fetch, "fetched", step);
    }

    /// <summary>Reads a secret from its source again.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="use">What it is used for.</param>
    /// <param name="isWrong">The cached value proved wrong, so it is not used any more, even if the source fails.</param>
    public async Task<SecretLookup> RefreshAsync(string name, SecretUse use, bool isWrong = true)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.key");
        var entry = GetOrAddEntry(name, use);
        Task<SecretLookup> fetch;
        lock (entry)
        {
            // The wrong value must not come back as the last good value.
            entry.Lookup = isWrong ? null : entry.Lookup;

            // A fetch that began before this may still bring the wrong value, so only a forced one is joined.
            fetch = entry.Fetch is { IsForced: true } underWay
                ? underWay.Result
                : StartFetch(name, entry, isForced: true);
        }

        return Report(await fetch, "fetched", step);
    }

    /// <summary>Waits <see cref="SlowFetch"/> for a fetch, and longer only if the last good value got too old meanwhile.</summary>
    private async ValueTask<SecretLookup> WaitBrieflyAsync(Task<SecretLookup> fetch, Entry entry, Activity? step)
    {
        try
        {
            return Report(await fetch.WaitAsync(SlowFetch, clock), "fetched", step);
        }
        catch (TimeoutException)
        {
            SecretLookup? known;
            lock (entry)
            {
                var now = clock.GetUtcNow();
                known = entry.FindFresh(now) ?? entry.FindLastGood(now);
            }

            return Report(known ?? await fetch, "fetched", step);
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
            SecretLookup.Absent absent => WireName.Of(absent.Reason),
            _ => "unavailable",
        };
        metrics.LookedUp(result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return lookup;
    }

    private Entry GetOrAddEntry(string name, SecretUse use)
    {
        if (_entries.TryGetValue(name, out var known))
        {
            known.WasUsed = true;
            known.HoldsSigningKeys |= use == SecretUse.SigningKeys;
            return known;
        }

        var entry = new Entry { HoldsSigningKeys = use == SecretUse.SigningKeys };
        if (!_entries.TryAdd(name, entry))
        {
            return GetOrAddEntry(name, use);
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
            if (oldest.Value is not { WasUsed: true, Lookup: not SecretLookup.Absent })
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
        StoredSecret? stored = null;
        TimeSpan? pause = null;

        try
        {
            using var timeout = new CancellationTokenSource(FetchTimeout, clock);
            stored = await source.ReadAsync(name, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (VaultThrottledException e)
        {
            // The answer that asked for the pause was logged.
            pause = e.RetryAfter;
        }
#pragma warning disable CA1031 // Any exception means the same: the source is not available.
        catch (Exception e)
#pragma warning restore CA1031
        {
            pause = RetryAfterHeader.Read((e as RequestFailedException)?.GetRawResponse());
            var cause = FailureCause.Of(e);
            Log.FetchFailed(logger, name, cause.Name, cause.Status);
        }

        lock (entry)
        {
            var fetched = stored is null ? null : entry.Recognize(stored, clock.GetUtcNow());
            if (entry.Fetch != fetch)
            {
                // A later fetch replaced this one, so only its result is stored.
                return entry.Lookup ?? fetched ?? new SecretLookup.Unavailable(pause);
            }

            entry.Fetch = null;
            return fetched is null ? StoreFailure(entry, pause) : Store(name, entry, stored!, fetched);
        }
    }

    private SecretLookup Store(string name, Entry entry, StoredSecret stored, SecretLookup fetched)
    {
        var now = clock.GetUtcNow();
        if (fetched is SecretLookup.Absent absent)
        {
            if (entry.IsNews(absent))
            {
                Log.Withdrawn(logger, name, WireName.Of(absent.Reason));
            }

            var retryAt = Earlier(now + NegativeLifetime, now < stored.NotBefore ? stored.NotBefore : null);
            entry.Known = null;
            entry.Store(fetched, retryAt, retryAt);
            return fetched;
        }

        WarnOfExpiry(name, entry, stored, now);
        var lifetime = Lifetime * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));
        entry.Known = (SecretLookup.Found)fetched;
        entry.FetchedAt = now;
        entry.ExpiresOn = stored.ExpiresOn;
        entry.Store(fetched, Earlier(now + lifetime, stored.ExpiresOn), now + (lifetime * RefreshAhead));
        return fetched;
    }

    /// <summary>Says once that a secret expires within 30 days, once within 7, and once within 1.</summary>
    private void WarnOfExpiry(string name, Entry entry, StoredSecret stored, DateTimeOffset now)
    {
        if (stored.ExpiresOn is not { } expiresOn)
        {
            return;
        }

        var left = expiresOn - now;
        foreach (var days in ExpiryWarnings)
        {
            if (left > TimeSpan.FromDays(days))
            {
                continue;
            }

            if (entry.Warning != (expiresOn, days))
            {
                entry.Warning = (expiresOn, days);
                metrics.SeenExpiring(days);
                Log.ExpiresSoon(logger, name, (int)Math.Ceiling(left.TotalDays), expiresOn);
            }

            return;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

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
        /// <summary>A caller used it as signing keys, so it must not outlive an outage for long.</summary>
        public bool HoldsSigningKeys { get; set; }

        /// <summary>The last result; null before the first fetch, and when the value proved wrong.</summary>
        public SecretLookup? Lookup { get; set; }

        /// <summary>The value that was read last, even when it proved wrong; null when there is none.</summary>
        public SecretLookup.Found? Known { get; set; }

        public DateTimeOffset FreshUntil { get; private set; }

        /// <summary>From this time on, the next caller starts a fetch in the background.</summary>
        public DateTimeOffset RefreshAt { get; private set; }

        /// <summary>When the last good value was fetched.</summary>
        public DateTimeOffset FetchedAt { get; set; }

        /// <summary>When the last good value expires; null if never.</summary>
        public DateTimeOffset? ExpiresOn { get; set; }

        /// <summary>The expiry that was warned of last, and how many days before.</summary>
        public (DateTimeOffset ExpiresOn, int Days)? Warning { get; set; }

        /// <summary>The latest fetch while it is under way, otherwise null.</summary>
        public Fetch? Fetch { get; set; }

        /// <summary>A caller used it after it entered the eviction queue.</summary>
        public bool WasUsed { get; set; }

        private DateTimeOffset GoodUntil =>
            Earlier(FetchedAt + (HoldsSigningKeys ? SigningStaleLifetime : StaleLifetime), ExpiresOn);

        /// <summary>The last result while no new fetch is due; otherwise null.</summary>
        public SecretLookup? FindFresh(DateTimeOffset now) =>
            now >= FreshUntil ? null
            : Lookup is SecretLookup.Found && now >= GoodUntil ? new SecretLookup.Unavailable(FreshUntil - now)
            : Lookup;

        public SecretLookup.Found? FindLastGood(DateTimeOffset now) =>
            Lookup is SecretLookup.Found found && now < GoodUntil ? found.ToStale() : null;

        /// <summary>
        /// What a read of the source means now. If the value is the known one, it is the known object: that has the API
        /// key, with the company that Pleo told once.
        /// </summary>
        public SecretLookup Recognize(StoredSecret stored, DateTimeOffset now) =>
            stored.FindAbsence(now) is { } absence ? new SecretLookup.Absent(absence)
            : Known is not null && string.Equals(stored.Value, Known.Value, StringComparison.Ordinal) ? Known
            : new SecretLookup.Found(stored.Value!);

        /// <summary>
        /// Whether the log does not have it yet. A secret that never was is no news: anyone can name a tenant that does
        /// not exist.
        /// </summary>
        public bool IsNews(SecretLookup.Absent absent) =>
            absent.Reason == SecretAbsence.NotFound
                ? Known is not null
                : (Lookup as SecretLookup.Absent)?.Reason != absent.Reason;

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
            Message = "The secret {Secret} could not be read ({Failure}, status {Status}); the app uses its last good value meanwhile (signing keys for up to 1 hour, API keys for up to 24), and answers 503 without one."
        )]
        public static partial void FetchFailed(ILogger logger, string secret, string failure, string status);

        [LoggerMessage(
            EventId = 302,
            Level = LogLevel.Warning,
            Message = "The secret {Secret} is withdrawn ({Reason}); the app does not use it from now on."
        )]
        public static partial void Withdrawn(ILogger logger, string secret, string reason);

        [LoggerMessage(
            EventId = 303,
            Level = LogLevel.Warning,
            Message = "The secret {Secret} expires in {DaysLeft} days, at {ExpiresOn:O}; the app does not use it from then on."
        )]
        public static partial void ExpiresSoon(ILogger logger, string secret, int daysLeft, DateTimeOffset expiresOn);
    }
}
