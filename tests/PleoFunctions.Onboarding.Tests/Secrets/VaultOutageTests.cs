using System.Net;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Secrets;

/// <summary>Webhooks while the vault is silent, and while it fails.</summary>
public sealed class VaultOutageTests : OnboardingScenario
{
    [Fact]
    public async Task A_webhook_whose_key_is_not_in_memory_waits_four_seconds_for_a_silent_vault()
    {
        Vault.Hold();

        var sending = SendAsync(new Webhook());
        await Vault.WhenReadAsync();
        Clock.Advance(SecretCache.FetchTimeout - TimeSpan.FromTicks(1));
        var wasAnswered = sending.IsCompleted;
        Clock.Advance(TimeSpan.FromTicks(1));

        (await sending).ShouldBeProblem(503, "vault_unavailable");
        wasAnswered.ShouldBeFalse();
    }

    /// <summary>A signing key is served for an hour only, so this partner does not sign.</summary>
    [Fact]
    public async Task A_webhook_is_served_with_the_last_good_API_key_for_a_day()
    {
        Set("Partners:acme:Signature:Scheme", "none");
        Pleo.OnPost(Reply.Created).OnPut(Reply.Created).OnPut(Reply.Created).OnPut(Reply.Created).Listen();
        (await SendAsync(Unsigned(0))).ShouldBeInstalled("created");

        // The day counts from the last read and not from the first.
        Clock.Advance(TimeSpan.FromHours(30));
        (await SendAsync(Unsigned(1))).ShouldBeInstalled("updated");
        Vault.Fail(HttpStatusCode.Forbidden);

        Clock.Advance(TimeSpan.FromHours(14));
        var onTheNextDay = await SendAsync(Unsigned(2));
        Clock.Advance(TimeSpan.FromHours(10) - TimeSpan.FromSeconds(1));
        var inTheLastSecond = await SendAsync(Unsigned(3));
        Clock.Advance(TimeSpan.FromSeconds(1));
        var afterADay = await SendAsync(Unsigned(4));

        onTheNextDay.ShouldBeInstalled("updated");
        inTheLastSecond.ShouldBeInstalled("updated");
        afterADay.ShouldBeProblem(503, "vault_unavailable");
    }

    [Fact]
    public async Task The_partner_learns_when_the_vault_can_be_asked_again()
    {
        Vault.Fail(HttpStatusCode.TooManyRequests, retryAfter: 40);

        (await SendAsync(new Webhook())).Header("Retry-After").ShouldBe("40");
    }

    private static Webhook Unsigned(int number) =>
        new()
        {
            Scheme = "none",
            FunctionKey = "acme",
            Body = Webhook.Payload(metadata: $$"""{"number":{{number}}}"""),
        };
}
