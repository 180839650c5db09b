using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>The function key of a webhook, through the whole flow: a partner's key opens only that partner's address.</summary>
public sealed class FunctionKeyTests : OnboardingScenario
{
    [Theory]
    [InlineData("acme")]
    [InlineData("acme-2027")]
    [InlineData("default")]
    [InlineData("master")]
    [InlineData(null)]
    public async Task Only_the_own_key_can_drive_the_customers_of_a_partner_that_does_not_sign(string? key)
    {
        Set("Partners:globex:Signature:Scheme", "none");
        Vault["globex--northwind--pleo-api-key"] = "pls_globex";
        Pleo.Listen();

        var answer = await SendAsync(OfGlobex with { FunctionKey = key });

        answer.ShouldBeProblem(403, "wrong_function_key");
        answer.ShouldBeRetryable(false);
        Vault.Reads.ShouldBe(0);
    }

    [Theory]
    [InlineData("globex")]
    [InlineData("globex-2027")]
    public async Task Each_of_its_own_keys_opens_the_address_of_a_partner_that_does_not_sign(string key)
    {
        Set("Partners:globex:Signature:Scheme", "none");
        Vault["globex--northwind--pleo-api-key"] = "pls_globex";
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(OfGlobex with { FunctionKey = key });

        answer.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task The_key_of_another_partner_is_refused_before_the_signature_size_and_media_type()
    {
        Set("Partners:globex:Signature:Scheme", "github");

        var signed = await SendAsync(new Webhook { FunctionKey = "globex" });
        var large = await SendAsync(new Webhook { FunctionKey = "globex", Body = new string(' ', (256 * 1024) + 1) });
        var text = await SendAsync(new Webhook { FunctionKey = "globex", ContentType = "text/plain" });
        var nobody = await SendAsync(new Webhook { FunctionKey = "globex", Partner = "nobody" });

        signed.ShouldBeProblem(403, "wrong_function_key");
        large.ShouldBeProblem(403, "wrong_function_key");
        text.ShouldBeProblem(403, "wrong_function_key");
        nobody.ShouldBeProblem(404, "unknown_partner");
        Vault.Reads.ShouldBe(0);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("default")]
    [InlineData(null)]
    public async Task A_signed_webhook_needs_no_key_of_its_own(string? key)
    {
        Set("Partners:globex:Signature:Scheme", "github");
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook { FunctionKey = key });

        answer.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task The_log_names_the_key_and_the_answer_does_not()
    {
        Set("Partners:globex:Signature:Scheme", "github");

        var answer = await SendAsync(new Webhook { FunctionKey = "globex-2027" });

        answer.Text().ShouldNotContain("globex");
        var trace = answer.Json().GetProperty("traceId").GetString();
        Logs.GetSnapshot()
            .Where(record => record.Level is LogLevel.Warning)
            .ShouldHaveSingleItem()
            .Message.ShouldBe(
                $"A webhook for acme was refused: it came with the function key named globex-2027 (trace {trace})."
            );
    }

    private static Webhook OfGlobex => new() { Partner = "globex", Scheme = "none" };
}
