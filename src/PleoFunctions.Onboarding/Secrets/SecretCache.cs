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

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<KeyValuePair<string, Entry>> _turns = new();
    private int _count;

    /// <summary>How many secrets are kept, however many tenants there are; those least asked for go first.</summary>
    /// <value>Default: 50,000, which take about 15 MB.</value>
    public int Limit { get; init; } = 50_000;

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

            // Nor out of a fetch that began before that; one that began with another refusal of it will do.
            fetch = entry is { Fetch: { } underWay, IsAfresh: true } ? underWay : Fetch(name, entry, afresh: true);
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
        if (_entries.TryGetValue(name, out var known))
        {
            known.WasAskedFor = true;
            return known;
        }

        var entry = new Entry();
        if (!_entries.TryAdd(name, entry))
        {
            return EntryOf(name);
        }

        // Room is made before the new one has a turn: nobody has asked for it twice yet, and it is not to go first.
        if (Interlocked.Increment(ref _count) > Limit)
        {
            MakeRoom();
        }

        _turns.Enqueue(new(name, entry));

        return entry;
    }

    /// <summary>
    /// Forgets one secret: the oldest that nobody has asked for since its last turn. One that was asked for gets
    /// another turn, unless it is not there anyway.
    /// </summary>
    private void MakeRoom()
    {
        while (_turns.TryDequeue(out var turn))
        {
            if (turn.Value is not { WasAskedFor: true, Lookup: not SecretLookup.NotFound })
            {
                _entries.TryRemove(turn);
                Interlocked.Decrement(ref _count);
                return;
            }

            turn.Value.WasAskedFor = false;
            _turns.Enqueue(turn);
        }
    }

    /// <summary>Joins the fetch under way, or starts one. To be called with the entry locked.</summary>
    private Task<SecretLookup> FetchOnce(string name, Entry entry) => entry.Fetch ?? Fetch(name, entry, afresh: false);

    /// <summary>Starts a fetch, which takes the place of any that is under way. To be called with the entry locked.</summary>
    private Task<SecretLookup> Fetch(string name, Entry entry, bool afresh)
    {
        var number = ++entry.Fetches;
        entry.IsAfresh = afresh;
        return entry.Fetch = Task.Run(() => FetchAsync(name, entry, number));
    }

    private async Task<SecretLookup> FetchAsync(string name, Entry entry, int number)
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
            if (number != entry.Fetches)
            {
                // Another began since, and it is that one's word which counts.
                return entry.Lookup ?? fetched ?? new SecretLookup.Unavailable(pause);
            }

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

        /// <summary>The fetch under way, the last that began.</summary>
        public Task<SecretLookup>? Fetch { get; set; }

        /// <summary>It began because the value had proved wrong.</summary>
        public bool IsAfresh { get; set; }

        /// <summary>How many have begun.</summary>
        public int Fetches { get; set; }

        /// <summary>Somebody has asked for it since it came or last had its turn.</summary>
        public bool WasAskedFor { get; set; }

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
