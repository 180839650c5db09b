using System.Globalization;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Secrets;

/// <summary>The cache of secrets, with the real vault client and a test clock.</summary>
public sealed class SecretCacheTests : OnboardingScenario
{
    private const string Name = "a-secret";
    private const int Many = 100;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The longest lifetime of a value, including jitter.</summary>
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(11);

    public SecretCacheTests() => Vault[Name] = "first";

    private SecretCache Cache => Services.GetRequiredService<SecretCache>();

    [Fact]
    public void Has_these_times()
    {
        SecretCache.Lifetime.ShouldBe(TimeSpan.FromMinutes(10));
        SecretCache.Jitter.ShouldBe(0.1);
        SecretCache.RefreshAhead.ShouldBe(0.8);
        SecretCache.NegativeLifetime.ShouldBe(TimeSpan.FromSeconds(10));
        SecretCache.StaleLifetime.ShouldBe(TimeSpan.FromHours(24));
        SecretCache.SigningStaleLifetime.ShouldBe(TimeSpan.FromHours(1));
        SecretCache.LongestPause.ShouldBe(TimeSpan.FromMinutes(1));
        SecretCache.FetchTimeout.ShouldBe(TimeSpan.FromSeconds(4));
        SecretCache.SlowFetch.ShouldBe(TimeSpan.FromSeconds(1));
        SecretCache.FailurePause.ShouldBe(TimeSpan.FromSeconds(2));
        Cache.Limit.ShouldBe(50_000);
    }

    [Fact]
    public async Task Reads_a_secret_once_for_any_case_of_its_name()
    {
        (await ValueAsync()).ShouldBe("first");
        Vault[Name] = "second";

        (await ValueAsync()).ShouldBe("first");
        (await ValueAsync(Name.ToUpperInvariant())).ShouldBe("first");
        Vault.Reads.ShouldBe(1);
    }

    [Theory]
    [InlineData("00:08:59.999", Many, Many)]
    [InlineData("00:10:00", 1, Many - 1)]
    [InlineData("00:11:00", 0, 0)]
    public async Task Keeps_each_value_for_nine_to_eleven_minutes_at_random(string age, int least, int most)
    {
        var names = await ReadManyAsync();
        Vault.Hold();

        Clock.Advance(TimeSpan.Parse(age, CultureInfo.InvariantCulture));
        var fresh = names.Count(name => Cache.GetAsync(name, SecretUse.ApiKey).AsTask().IsCompleted);

        fresh.ShouldBeInRange(least, most);
    }

    [Fact]
    public async Task Refreshes_each_value_after_four_fifths_of_its_lifetime()
    {
        var names = await ReadManyAsync();

        Clock.Advance(TimeSpan.FromMinutes(0.8 * 9) - Second);
        foreach (var name in names)
        {
            await ValueAsync(name);
        }

        Vault.Reads.ShouldBe(Many);
        Clock.Advance(TimeSpan.FromMinutes(0.8 * 2) + Second);
        foreach (var name in names)
        {
            await ValueAsync(name);
        }

        await Vault.WhenReadAsync(2 * Many);
    }

    [Fact]
    public async Task Refreshes_ahead_of_time_while_the_old_value_serves()
    {
        await ValueAsync();
        await Vault.WhenReadAsync();
        Vault[Name] = "second";
        var hold = Vault.Hold();
        Clock.Advance(TimeSpan.FromMinutes(8.9));

        var during = await ValueAsync();
        await Vault.WhenReadAsync();
        hold.SetResult();
        await Patience.WaitAsync(async () => await ValueAsync() is "second");

        during.ShouldBe("first");
        Vault.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Keeps_the_old_value_when_the_refresh_ahead_of_time_fails()
    {
        await ValueAsync();
        await Vault.WhenReadAsync();
        Vault.Fail(HttpStatusCode.Forbidden);
        Clock.Advance(TimeSpan.FromMinutes(8.9));

        var during = await ValueAsync();
        await Vault.WhenReadAsync();
        await Patience.WaitAsync(() => Task.FromResult(Logs.GetSnapshot().Any(record => record.Id.Id == 301)));
        var after = (await LookAsync()).ShouldBeOfType<SecretLookup.Found>();

        during.ShouldBe("first");
        after.Value.ShouldBe("first");
        after.IsStale.ShouldBeFalse("it is as old as a fresh value may be");
    }

    [Fact]
    public async Task Reads_once_for_all_concurrent_callers()
    {
        var hold = Vault.Hold();

        var all = Enumerable.Range(0, 50).Select(_ => Cache.GetAsync(Name, SecretUse.ApiKey).AsTask()).ToArray();
        await Vault.WhenReadAsync();
        hold.SetResult();
        var lookups = await Patience.ForAsync(Task.WhenAll(all), "all lookups");

        lookups.ShouldAllBe(lookup => ((SecretLookup.Found)lookup).Value == "first");
        Vault.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Reads_again_once_for_all_callers_whose_value_was_wrong()
    {
        await ValueAsync();
        Vault[Name] = "second";
        var hold = Vault.Hold();

        var fresh = Enumerable.Range(0, 50).Select(_ => Cache.RefreshAsync(Name, SecretUse.ApiKey)).ToArray();
        var others = Enumerable.Range(0, 50).Select(_ => Cache.GetAsync(Name, SecretUse.ApiKey).AsTask()).ToArray();
        await Vault.WhenReadAsync(2);
        hold.SetResult();
        var lookups = await Patience.ForAsync(Task.WhenAll([.. fresh, .. others]), "all lookups");

        lookups.ShouldAllBe(lookup => ((SecretLookup.Found)lookup).Value == "second");
        Vault.Reads.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Does_not_join_a_read_that_began_before_the_value_was_reported_wrong(bool oldComesLast)
    {
        var source = new ScriptedSource();
        var cache = CacheOf(source);
        var asking = cache.GetAsync(Name, SecretUse.ApiKey).AsTask();
        var old = await source.NextReadAsync();
        Clock.Advance(Second);

        var refreshing = cache.RefreshAsync(Name, SecretUse.ApiKey);
        var fresh = await source.NextReadAsync();
        if (oldComesLast)
        {
            fresh.SetResult(StoredSecret.Of("second"));
            await refreshing;
            old.SetResult(StoredSecret.Of("first"));
            await asking;
        }
        else
        {
            old.SetResult(StoredSecret.Of("first"));
            await asking;
            fresh.SetResult(StoredSecret.Of("second"));
        }

        (await refreshing).ShouldBeOfType<SecretLookup.Found>().Value.ShouldBe("second");
        (await cache.GetAsync(Name, SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Found>().Value.ShouldBe("second");
        source.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Returns_the_new_value_when_the_read_before_it_fails()
    {
        var source = new ScriptedSource();
        var cache = CacheOf(source);
        var asking = cache.GetAsync(Name, SecretUse.ApiKey).AsTask();
        var old = await source.NextReadAsync();
        var refreshing = cache.RefreshAsync(Name, SecretUse.ApiKey);
        (await source.NextReadAsync()).SetResult(StoredSecret.Of("second"));
        await refreshing;

        old.SetException(new TimeoutException());

        (await asking).ShouldBeOfType<SecretLookup.Found>().Value.ShouldBe("second");
        (await cache.GetAsync(Name, SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Found>().Value.ShouldBe("second");
        source.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Keeps_a_limited_number_of_secrets()
    {
        const int limit = 50;
        var cache = CacheOf(Services.GetRequiredService<ISecretSource>(), limit);
        var names = await ReadManyAsync(cache);

        // In reverse, so that cached names are read before others evict them.
        foreach (var name in Enumerable.Reverse(names))
        {
            await cache.GetAsync(name, SecretUse.ApiKey);
        }

        Vault.Reads.ShouldBe(Many + (Many - limit));
    }

    [Fact]
    public async Task Keeps_secrets_that_are_used_often_among_any_number_of_others()
    {
        var cache = CacheOf(Services.GetRequiredService<ISecretSource>(), limit: 10);
        for (var number = 0; number < Many; number++)
        {
            await cache.GetAsync(Name, SecretUse.ApiKey);
            await cache.GetAsync($"absent-{number}", SecretUse.ApiKey);
        }

        Vault.ReadsOf(Name).ShouldBe(1);
    }

    [Fact]
    public async Task Evicts_missing_secrets_first()
    {
        const int limit = 10;
        var cache = CacheOf(Services.GetRequiredService<ISecretSource>(), limit);
        await cache.GetAsync("absent", SecretUse.ApiKey);
        for (var number = 1; number < limit; number++)
        {
            Vault[$"secret-{number}"] = "value";
            await cache.GetAsync($"secret-{number}", SecretUse.ApiKey);
        }

        await cache.GetAsync("absent", SecretUse.ApiKey);
        await cache.GetAsync(Name, SecretUse.ApiKey);
        await cache.GetAsync("secret-1", SecretUse.ApiKey);
        await cache.GetAsync("absent", SecretUse.ApiKey);

        Vault.ReadsOf("secret-1").ShouldBe(1);
        Vault.ReadsOf("absent").ShouldBe(2);
    }

    [Fact]
    public async Task Remembers_a_missing_secret_for_ten_seconds()
    {
        Vault.Remove(Name);
        (await LookAsync()).ShouldBeOfType<SecretLookup.Absent>().Reason.ShouldBe(SecretAbsence.NotFound);
        Vault[Name] = "late";

        Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        (await LookAsync()).ShouldBeOfType<SecretLookup.Absent>().Reason.ShouldBe(SecretAbsence.NotFound);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await ValueAsync()).ShouldBe("late");

        Vault.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Drops_a_value_when_the_vault_says_that_the_secret_is_gone()
    {
        await ValueAsync();
        Vault.Remove(Name);
        Clock.Advance(LongestLifetime);

        (await LookAsync()).ShouldBeOfType<SecretLookup.Absent>().Reason.ShouldBe(SecretAbsence.NotFound);
    }

    [Fact]
    public async Task Serves_the_last_good_value_for_a_day_while_the_vault_is_down()
    {
        await ValueAsync();
        Vault.Fail(HttpStatusCode.Forbidden);

        for (var hour = 1; hour < 24; hour++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
            (await ValueAsync()).ShouldBe("first");
        }

        Clock.Advance(TimeSpan.FromHours(1) - Second);
        (await ValueAsync()).ShouldBe("first");
        Clock.Advance(TimeSpan.FromSeconds(2));
        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task Serves_the_new_value_as_soon_as_the_vault_is_back()
    {
        await ValueAsync();
        Vault.Fail(HttpStatusCode.Forbidden);
        Clock.Advance(TimeSpan.FromHours(3));
        await ValueAsync();
        Vault.Recover();
        Vault[Name] = "second";

        Clock.Advance(SecretCache.FailurePause);

        (await ValueAsync()).ShouldBe("second");
    }

    [Fact]
    public async Task Does_not_call_a_vault_for_two_seconds_after_a_failure()
    {
        Vault.Fail(HttpStatusCode.Forbidden);
        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>().RetryAfter.ShouldBeNull();

        Clock.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromMilliseconds(1));
        await LookAsync();
        var early = Vault.Reads;
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await LookAsync();

        early.ShouldBe(1);
        Vault.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Does_not_call_a_vault_for_as_long_as_it_asks()
    {
        Vault.Fail(HttpStatusCode.TooManyRequests, retryAfter: 60);
        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>().RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));

        Clock.Advance(TimeSpan.FromSeconds(59));
        await LookAsync();
        var early = Vault.Reads;
        Clock.Advance(Second);
        Vault.Recover();

        early.ShouldBe(1);
        (await ValueAsync()).ShouldBe("first");
    }

    [Fact]
    public async Task Serves_the_last_good_value_while_the_vault_asks_for_time()
    {
        await ValueAsync();
        Vault.Fail(HttpStatusCode.TooManyRequests, retryAfter: 60);
        Clock.Advance(LongestLifetime);

        var first = await ValueAsync();
        Clock.Advance(TimeSpan.FromSeconds(59));
        var second = await ValueAsync();

        first.ShouldBe("first");
        second.ShouldBe("first");
        Vault.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Waits_one_second_for_a_slow_vault_when_there_is_a_last_good_value()
    {
        await ValueAsync();
        await Vault.WhenReadAsync();
        Vault[Name] = "second";
        var hold = Vault.Hold();
        Clock.Advance(LongestLifetime);

        var asking = ValueAsync();
        (await Clock.NextPauseAsync()).ShouldBe(SecretCache.SlowFetch);
        Clock.Advance(SecretCache.SlowFetch);
        var meanwhile = await asking;
        hold.SetResult();
        var refreshed = await Cache.RefreshAsync(Name, SecretUse.ApiKey);

        meanwhile.ShouldBe("first");
        refreshed.ShouldBeOfType<SecretLookup.Found>().Value.ShouldBe("second");
    }

    [Fact]
    public async Task Serves_the_value_of_a_vault_that_answers_within_the_second()
    {
        await ValueAsync();
        Vault[Name] = "second";
        var hold = Vault.Hold();
        Clock.Advance(LongestLifetime);

        var asking = ValueAsync();
        await Clock.NextPauseAsync();
        Clock.Advance(SecretCache.SlowFetch - TimeSpan.FromMilliseconds(1));
        hold.SetResult();

        (await asking).ShouldBe("second");
    }

    [Fact]
    public async Task Gives_a_vault_four_seconds_when_there_is_no_value()
    {
        Vault.Hold();

        var asking = LookAsync();
        await Vault.WhenReadAsync();
        Clock.Advance(SecretCache.FetchTimeout);

        (await asking).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task Reads_again_when_a_value_was_wrong()
    {
        await ValueAsync();
        Vault[Name] = "second";

        var refreshed = await Cache.RefreshAsync(Name, SecretUse.ApiKey);

        refreshed.ShouldBeOfType<SecretLookup.Found>().Value.ShouldBe("second");
        (await ValueAsync()).ShouldBe("second");
        Vault.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Never_falls_back_to_a_value_that_was_wrong()
    {
        await ValueAsync();
        Vault.Fail(HttpStatusCode.Forbidden);

        (await Cache.RefreshAsync(Name, SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Unavailable>();
        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
        Vault.Recover();
        Clock.Advance(SecretCache.FailurePause);
        (await ValueAsync()).ShouldBe("first");
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, null, 3)]
    [InlineData(HttpStatusCode.TooManyRequests, 60, 1)]
    [InlineData(HttpStatusCode.Forbidden, null, 1)]
    public async Task Retries_a_read_only_when_a_delivery_has_time_for_it(
        HttpStatusCode status,
        int? retryAfter,
        int reads
    )
    {
        Vault.Fail(status, retryAfter);

        await LookAsync();

        Vault.Reads.ShouldBe(reads);
    }

    [Fact]
    public async Task Reports_an_unreachable_vault_as_unavailable()
    {
        Vault.Disappear();

        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task Logs_a_failure_with_only_the_name_of_the_secret()
    {
        Vault.Fail(HttpStatusCode.Forbidden);

        await LookAsync();

        Logs.GetSnapshot()
            .Single(record => record.Id.Id == 301)
            .Message.ShouldStartWith("The secret a-secret could not be read (RequestFailedException, status 403);");
    }

    [Fact]
    public async Task Logs_why_the_vault_cannot_be_reached()
    {
        Vault.Disappear();

        await LookAsync();

        Logs.GetSnapshot()
            .Single(record => record.Id.Id == 301)
            .Message.ShouldStartWith("The secret a-secret could not be read (HttpRequestException, status none);");
    }

    [Fact]
    public async Task Keeps_the_API_key_and_its_company_while_the_value_is_the_same()
    {
        var source = new CountingSource { Value = "pls_1" };
        var cache = CacheOf(source);
        var key = await KeyAsync(cache);
        key.Company = new KeyCompany("urn:pleo:company:1");

        Clock.Advance(LongestLifetime);
        var refreshed = await KeyAsync(cache);
        var forced = ToKey(await cache.RefreshAsync(Name, SecretUse.ApiKey));

        source.Reads.ShouldBe(3);
        refreshed.ShouldBeSameAs(key);
        forced.ShouldBeSameAs(key);
        forced.Company.ShouldBe(new KeyCompany("urn:pleo:company:1"));
    }

    [Fact]
    public async Task Keeps_the_API_key_through_an_outage_of_its_source()
    {
        var source = new CountingSource { Value = "pls_1" };
        var cache = CacheOf(source);
        var key = await KeyAsync(cache);

        source.Fails = true;
        Clock.Advance(LongestLifetime);
        var stale = (await cache.GetAsync(Name, SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Found>();
        Clock.Advance(TimeSpan.FromHours(1));
        var later = await KeyAsync(cache);
        source.Fails = false;
        Clock.Advance(SecretCache.FailurePause);
        var back = (await cache.GetAsync(Name, SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Found>();

        stale.IsStale.ShouldBeTrue();
        ToKey(stale).ShouldBeSameAs(key);
        later.ShouldBeSameAs(key);
        back.IsStale.ShouldBeFalse();
        ToKey(back).ShouldBeSameAs(key);
    }

    [Fact]
    public async Task Keeps_the_API_key_when_its_source_fails_after_the_value_was_called_wrong()
    {
        var source = new CountingSource { Value = "pls_1" };
        var cache = CacheOf(source);
        var key = await KeyAsync(cache);

        source.Fails = true;
        (await cache.RefreshAsync(Name, SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Unavailable>();
        source.Fails = false;
        Clock.Advance(SecretCache.FailurePause);

        (await KeyAsync(cache)).ShouldBeSameAs(key);
    }

    [Theory]
    [InlineData("pls_2")]
    [InlineData("PLS_1")]
    [InlineData("pls_1 ")]
    public async Task Makes_a_new_API_key_of_another_value(string value)
    {
        var source = new CountingSource { Value = "pls_1" };
        var cache = CacheOf(source);
        var key = await KeyAsync(cache);
        key.Company = new KeyCompany("urn:pleo:company:1");

        source.Value = value;
        var other = ToKey(await cache.RefreshAsync(Name, SecretUse.ApiKey));
        source.Value = "pls_1";
        Clock.Advance(LongestLifetime);
        var first = await KeyAsync(cache);

        other.ShouldNotBeSameAs(key);
        other.Company.ShouldBeNull();
        first.ShouldNotBeSameAs(other);
        first.Company.ShouldBeNull();
    }

    [Fact]
    public async Task Forgets_the_API_key_of_a_secret_that_is_gone()
    {
        var source = new CountingSource { Value = "pls_1" };
        var cache = CacheOf(source);
        var key = await KeyAsync(cache);

        source.Value = null;
        (await cache.RefreshAsync(Name, SecretUse.ApiKey))
            .ShouldBeOfType<SecretLookup.Absent>()
            .Reason.ShouldBe(SecretAbsence.NotFound);
        source.Value = "pls_1";
        Clock.Advance(SecretCache.NegativeLifetime);

        (await KeyAsync(cache)).ShouldNotBeSameAs(key);
    }

    [Fact]
    public async Task Does_not_share_an_API_key_between_secrets_of_the_same_value()
    {
        var cache = CacheOf(new CountingSource { Value = "pls_1" });

        (await KeyAsync(cache)).ShouldNotBeSameAs(await KeyAsync(cache, "another"));
    }

    [Fact]
    public async Task Makes_room_for_a_new_secret_when_all_others_are_in_use()
    {
        var cache = CacheOf(Services.GetRequiredService<ISecretSource>(), limit: 2);
        foreach (var name in new[] { "one", "other", "one", "other" })
        {
            Vault[name] = "value";
            await cache.GetAsync(name, SecretUse.ApiKey);
        }

        Vault["newcomer"] = "value";
        await cache.GetAsync("newcomer", SecretUse.ApiKey);
        await cache.GetAsync("newcomer", SecretUse.ApiKey);

        Vault.ReadsOf("newcomer").ShouldBe(1);
    }

    private SecretCache CacheOf(ISecretSource source, int limit = Many) =>
        new(source, Services.GetRequiredService<OnboardingMetrics>(), Clock, NullLogger<SecretCache>.Instance)
        {
            Limit = limit,
        };

    private async Task<string[]> ReadManyAsync(SecretCache? cache = null)
    {
        string[] names = [.. Enumerable.Range(0, Many).Select(number => $"secret-{number}")];
        foreach (var name in names)
        {
            Vault[name] = "value";
            (await (cache ?? Cache).GetAsync(name, SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Found>();
        }

        return names;
    }

    private Task<SecretLookup> LookAsync(string name = Name) =>
        Patience.ForAsync(Cache.GetAsync(name, SecretUse.ApiKey).AsTask(), $"the secret {name}");

    private async Task<string> ValueAsync(string name = Name) =>
        (await LookAsync(name)).ShouldBeOfType<SecretLookup.Found>().Value;

    private static async Task<ApiKey> KeyAsync(SecretCache cache, string name = Name) =>
        ToKey(await cache.GetAsync(name, SecretUse.ApiKey));

    private static ApiKey ToKey(SecretLookup lookup) =>
        lookup.ShouldBeOfType<SecretLookup.Found>().ToApiKey(ApiKeyScheme.Basic).ShouldNotBeNull();

    /// <summary>A source that answers at once, and counts.</summary>
    private sealed class CountingSource : ISecretSource
    {
        public string? Value { get; set; }

        public bool Fails { get; set; }

        public int Reads { get; private set; }

        public Task<StoredSecret> ReadAsync(string name, CancellationToken cancellationToken)
        {
            Reads++;

            // A copy, as each read of a vault brings one.
            return Fails
                ? Task.FromException<StoredSecret>(new TimeoutException())
                : Task.FromResult(Value is null ? StoredSecret.NotFound : StoredSecret.Of(new string(Value.AsSpan())));
        }
    }

    /// <summary>A source that answers each read when the test says, with the test's result.</summary>
    private sealed class ScriptedSource : ISecretSource
    {
        private readonly Channel<TaskCompletionSource<StoredSecret>> _begun = Channel.CreateUnbounded<
            TaskCompletionSource<StoredSecret>
        >();
        private int _reads;

        public int Reads => _reads;

        public Task<StoredSecret> ReadAsync(string name, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            var answer = new TaskCompletionSource<StoredSecret>(TaskCreationOptions.RunContinuationsAsynchronously);
            _begun.Writer.TryWrite(answer);
            return answer.Task;
        }

        /// <summary>The next read, to be answered.</summary>
        public Task<TaskCompletionSource<StoredSecret>> NextReadAsync() =>
            Patience.ForAsync(
                _begun.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(),
                "the next read of the source"
            );
    }
}
