using System.Net;
using System.Text;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>The app reads a key again, once, when Pleo refuses it.</summary>
public sealed class FreshKeyTests : OnboardingScenario
{
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Sends_with_the_new_key_after_a_rotation(int status)
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Status(status)).OnPut(Reply.Created).OnPut(Reply.Created).Listen();
        await SendAsync(new Webhook());
        Vault[ApiKeySecret] = "pls_new";

        var second = await SendAsync(new Webhook { DeliveryId = "msg_2" });
        var third = await SendAsync(new Webhook { DeliveryId = "msg_3" });

        second.ShouldBeInstalled("updated");
        third.ShouldBeInstalled("updated");
        Pleo.Calls.Select(KeyOf).ShouldBe([ApiKey, ApiKey, "pls_new", "pls_new"]);
        Vault.ReadsOf(ApiKeySecret).ShouldBe(2);
    }

    [Fact]
    public async Task Looks_up_with_the_new_key_too()
    {
        Pleo.OnPost(Reply.Status(500))
            .OnGet(Reply.Status(401))
            .OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString()))
            .Listen();
        Clock.LetPausesPass(_ => Vault[ApiKeySecret] = "pls_new");

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("reconciled");
        Pleo.Calls.Select(KeyOf).ShouldBe([ApiKey, ApiKey, "pls_new"]);
    }

    [Fact]
    public async Task Reads_a_refused_key_again_once_per_delivery()
    {
        var refused = Reply.Status(401);
        Pleo.OnPost(refused).OnPost(refused).OnPost(refused).OnPost(Reply.Created).Listen();

        var first = await SendAsync(new Webhook());
        Vault[ApiKeySecret] = "pls_new";
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(502, "pleo_unauthorized");
        second.ShouldBeInstalled("created");
        Vault.ReadsOf(ApiKeySecret).ShouldBe(3);
    }

    [Fact]
    public async Task Does_not_fall_back_to_the_refused_key_while_the_vault_is_down()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Status(401)).Listen();
        await SendAsync(new Webhook());
        Vault.Fail(HttpStatusCode.TooManyRequests, retryAfter: 20);

        var second = await SendAsync(new Webhook { DeliveryId = "msg_2" });
        var third = await SendAsync(new Webhook { DeliveryId = "msg_2" });

        second.ShouldBeProblem(503, "vault_unavailable");
        second.Header("Retry-After").ShouldBe("20");
        third.ShouldBeProblem(503, "vault_unavailable");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not:a:key")]
    public async Task Fails_when_the_key_that_was_read_again_is_unusable(string? key)
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Status(401)).Listen();
        await SendAsync(new Webhook());
        Vault.Remove(ApiKeySecret);
        if (key is not null)
        {
            Vault[ApiKeySecret] = key;
        }

        var answer = await SendAsync(new Webhook { DeliveryId = "msg_2" });

        answer.ShouldBeProblem(422, "tenant_not_configured");
    }

    [Fact]
    public async Task Looks_first_on_the_next_attempt_when_no_key_was_available_to_look_with()
    {
        Pleo.OnPost(Reply.Status(500))
            .OnGet(Reply.Status(401))
            .OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString()))
            .Listen();
        Clock.LetPausesPass(_ => Vault.Fail(HttpStatusCode.TooManyRequests, retryAfter: 20));

        var first = await SendAsync(new Webhook());
        Vault.Recover();
        Clock.Advance(TimeSpan.FromSeconds(20));
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "vault_unavailable");
        second.ShouldBeInstalled("reconciled");
    }

    [Fact]
    public async Task Looks_first_on_the_next_attempt_when_the_new_key_was_refused_too()
    {
        Pleo.OnPost(Reply.Status(500))
            .OnGet(Reply.Status(401))
            .OnGet(Reply.Status(401))
            .OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString()))
            .Listen();
        Clock.LetPausesPass();

        var first = await SendAsync(new Webhook());
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(502, "pleo_unauthorized");
        second.ShouldBeInstalled("reconciled");
    }

    private static string KeyOf(PleoCall call) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(call["Authorization"]!["Basic ".Length..])).TrimEnd(':');
}
