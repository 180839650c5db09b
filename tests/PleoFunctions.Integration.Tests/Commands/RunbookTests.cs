using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>Follows each runbook of <c>docs/runbooks.md</c>, without the steps that only Azure has.</summary>
public sealed class RunbookTests(RunbookLocal local) : IClassFixture<RunbookLocal>
{
    [Fact]
    public async Task A_signing_key_leaked()
    {
        const string secret = "globex--webhook-signing";
        const string newKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var leaked = local.SigningKeyOf("globex");
        var genuine = new RunbookEvent("globex", "northwind-1", "msg_genuine", local.Now);
        (await local.SendAsync(genuine)).ShouldBe((200, "created"));

        // A time in the future must not keep a forged event the newest one for ever.
        var forged = genuine with
        {
            Id = "msg_forged",
            At = local.Now.AddYears(1),
            Metadata = "forged",
        };
        (await local.SendAsync(forged)).ShouldBe((200, "updated"));
        (await local.SendAsync(forged with { Tenant = "northwind-2" })).ShouldBe((200, "created"));
        local.Faults.Pleo = PleoFault.Down;
        var open = forged with { Id = "msg_forged_and_open" };
        (await local.SendAsync(open)).ShouldBe((503, "outcome_unknown"));
        local.Faults.Pleo = PleoFault.None;

        // The first minute: the secret is off. The webhook that the partner sends now waits at the partner.
        local.Store(secret, leaked, enabled: false);
        local.ForgetKeys();
        var waiting = genuine with { Tenant = "northwind-3", Id = "msg_waiting", At = local.Now };
        (await local.SendAsync(waiting)).ShouldBe((503, "vault_unavailable"));
        (await local.SendAsync(forged with { Id = "msg_refused" })).ShouldBe((503, "vault_unavailable"));

        // The new key alone: the partner's next attempt succeeds, and the leaked key opens nothing.
        local.Store(secret, newKey);
        local.LookAgain();
        (await local.SendAsync(waiting with { SigningKey = newKey })).ShouldBe((200, "created"));
        (await local.SendAsync(forged with { Id = "msg_refused" })).ShouldBe((401, "signature_invalid"));

        // What is still open, and which event is in effect.
        (await local.OperateAsync("deliveries", "list", "--partner", "globex", "--all")).ShouldContain(open.Id);
        (await ShowAsync("globex", "northwind-1")).ShouldMatch("newest event +msg_forged, ");

        // The partner's new event replaces what was forged, and the forged one that is open comes too late.
        var restoring = genuine with
        {
            Id = "msg_restoring",
            At = local.Now,
            SigningKey = newKey,
        };
        (await local.SendAsync(restoring)).ShouldBe((200, "updated"));
        var recovered = await local.OperateAsync("deliveries", "recover", "--partner", "globex", "--yes");
        recovered.ShouldMatch(@"superseded +1\s");
        (await ShowAsync("globex", "northwind-1")).ShouldMatch("newest event +msg_restoring, ");
        MetadataAtPleo("globex", "northwind-1").ShouldBe("genuine");
        (await local.OperateAsync("deliveries", "list", "--partner", "globex", "--all")).ShouldNotContain("forged");

        // The customer that the partner never onboarded.
        await local.OperateAsync("customers", "erase", "northwind-2", "--partner", "globex", "--yes");
        var key = LocalKeys.ApiKeyOf("globex", "northwind-2");
        (await local.PleoAsync(key, "DELETE")).ShouldBe("204");
        (await local.PleoAsync(key)).ShouldBe("404");
    }

    [Fact]
    public async Task A_signing_key_leaked_and_the_partner_repeats_no_503()
    {
        const string newKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var genuine = new RunbookEvent("acme", "northwind-4", "msg_genuine", local.Now);
        (await local.SendAsync(genuine)).ShouldBe((200, "created"));

        // The new key is stored before the partner has it, so the partner gets 401 and does not repeat by itself.
        local.Store("acme--webhook-signing", newKey);
        local.ForgetKeys();
        var refused = genuine with { Id = "msg_refused", At = local.Now };
        (await local.SendAsync(refused)).ShouldBe((401, "signature_invalid"));

        // As partners.md asks: the same id and body, a new timestamp, the new key. What was done is not done twice.
        (await local.SendAsync(refused with { SigningKey = newKey })).ShouldBe((200, "updated"));
        (await local.SendAsync(genuine with { SigningKey = newKey })).ShouldBe((200, "replayed"));
        local.Store("acme--webhook-signing", local.SigningKeyOf("acme"));
        local.ForgetKeys();
    }

    [Fact]
    public async Task A_function_key_leaked()
    {
        var genuine = new RunbookEvent("plain", "northwind-5", "msg_genuine", local.Now);
        (await local.SendAsync(genuine)).ShouldBe((200, "created"));
        var forged = genuine with { Id = "msg_forged", At = local.Now.AddYears(1), Metadata = "forged" };
        (await local.SendAsync(forged)).ShouldBe((200, "updated"));

        // With a scheme that signs, the function key alone opens nothing.
        var unsigned = new RunbookEvent("acme", "northwind-5", "msg_unsigned", local.Now);
        (await local.SendAsync(unsigned with { SigningKey = local.SigningKeyOf("globex") })).ShouldBe(
            (401, "signature_invalid")
        );

        // A key that the host does not have, as after its deletion. The second key of the partner opens the address.
        var late = genuine with
        {
            Id = "msg_late",
            At = local.Now,
        };
        var deleted = late with { FunctionKey = "deleted", IsRefusedByHost = true };
        (await local.SendAsync(deleted)).ShouldBe((401, ""));
        (await local.SendAsync(late with { FunctionKey = "key_local_acme-2027" })).ShouldBe(
            (403, "wrong_function_key")
        );
        (await local.SendAsync(late with { FunctionKey = "key_local_plain-2027" })).ShouldBe((200, "updated"));

        (await ShowAsync("plain", "northwind-5")).ShouldMatch("newest event +msg_late, ");
        MetadataAtPleo("plain", "northwind-5").ShouldBe("genuine");
    }

    [Fact]
    public async Task The_admin_key_leaked()
    {
        var first = new RunbookEvent("acme", "northwind-6", "msg_first", local.Now.AddHours(-1));
        var second = first with { Id = "msg_second", At = local.Now, Metadata = "newer" };
        (await local.SendAsync(first)).ShouldBe((200, "created"));
        (await local.SendAsync(second)).ShouldBe((200, "updated"));
        var installation = local.Pleo.Show(LocalKeys.ApiKeyOf("acme", "northwind-6"))!.Id;

        // A replay is harmless: the newer event stays in effect.
        await local.OperateAsync("deliveries", "replay", "northwind-6", "msg_first", "--partner", "acme");
        MetadataAtPleo("acme", "northwind-6").ShouldBe("newer");

        // An erase is not undone, but a new event finds the installation that is there.
        await local.OperateAsync("customers", "erase", "northwind-6", "--partner", "acme", "--yes");
        (await local.SendAsync(second)).ShouldBe((410, "delivery_erased"));
        (await local.SendAsync(second with { Id = "msg_again", Metadata = "again" })).ShouldBe((200, "updated"));

        local.Pleo.Show(LocalKeys.ApiKeyOf("acme", "northwind-6"))!.Id.ShouldBe(installation);
        MetadataAtPleo("acme", "northwind-6").ShouldBe("again");
        var shown = await ShowAsync("acme", "northwind-6");
        shown.ShouldMatch($"installation +{installation}");
        shown.ShouldMatch("local +replay .+ replayed");
        shown.ShouldMatch("local +erase .+ erased");
    }

    [Fact]
    public async Task A_customer_s_API_key_leaked()
    {
        const string secret = "acme--contoso--pleo-api-key";
        var key = LocalKeys.ApiKeyOf("acme", "contoso");
        local.Store(secret, key);
        var onboarded = new RunbookEvent("acme", "contoso", "msg_1", local.Now);
        (await local.SendAsync(onboarded)).ShouldBe((200, "created"));

        // Someone who has the key deletes the installation, and then Pleo refuses the key.
        (await local.PleoAsync(key, "DELETE")).ShouldBe("204");
        local.Store(secret, "pls_revoked");
        local.ForgetKeys();
        var meanwhile = onboarded with { Id = "msg_2", At = local.Now };
        (await local.SendAsync(meanwhile)).ShouldBe((502, "pleo_unauthorized"));

        // The new key is used without a restart, and the partner has nothing to do.
        (await local.SetKeyAsync("contoso", key)).ShouldMatch(
            @"contoso +ok +urn:pleo:company:[-0-9a-f]+ +same company"
        );
        var recovered = await local.OperateAsync("deliveries", "recover", "--code", "pleo_unauthorized", "--yes");
        recovered.ShouldMatch(@"created +1\s");

        // Pleo shows our newest event, so no one else has changed the installation since.
        (await local.PleoAsync(key)).ShouldContain("\"onboardingDeliveryId\":\"msg_2\"");
        (await ShowAsync("acme", "contoso")).ShouldMatch("newest event +msg_2, ");
    }

    [Fact]
    public async Task A_customer_s_key_was_another_company_s()
    {
        const string secret = "acme--fabrikam--pleo-api-key";
        var wrong = LocalKeys.ApiKeyOf("acme", "company-b");
        var right = LocalKeys.ApiKeyOf("acme", "fabrikam");
        local.Store(secret, wrong);
        var misled = new RunbookEvent("acme", "fabrikam", "msg_misled", local.Now);
        (await local.SendAsync(misled)).ShouldBe((200, "created"));
        var companyB = local.Pleo.Show(wrong)!.Resource;
        (await ShowAsync("acme", "fabrikam")).ShouldContain(companyB);

        // The first minute: nothing more goes to company B.
        local.Store(secret, wrong, enabled: false);
        local.ForgetKeys();
        var waiting = misled with { Id = "msg_waiting", At = local.Now };
        (await local.SendAsync(waiting)).ShouldBe((422, "tenant_not_configured"));

        // The installation there is ours, so it is deleted.
        (await local.PleoAsync(wrong)).ShouldContain("\"onboardingDeliveryId\":\"msg_misled\"");
        (await local.PleoAsync(wrong, "DELETE")).ShouldBe("204");
        (await local.PleoAsync(wrong)).ShouldBe("404");

        // The customer begins again, at its own company.
        await local.OperateAsync("customers", "erase", "fabrikam", "--yes");
        var between = misled with { Id = "msg_between", At = local.Now };
        (await local.SendAsync(between)).ShouldBe((422, "tenant_not_configured"));
        (await local.SetKeyAsync("fabrikam", right)).ShouldMatch(
            @"fabrikam +ok +urn:pleo:company:[-0-9a-f]+ +none yet"
        );
        local.LookAgain();
        (await local.SendAsync(misled)).ShouldBe((410, "delivery_erased"));
        (await local.SendAsync(waiting)).ShouldBe((410, "delivery_erased"));
        (await local.SendAsync(between)).ShouldBe((200, "created"));

        var shown = await ShowAsync("acme", "fabrikam");
        shown.ShouldContain(local.Pleo.Show(right)!.Resource);
        shown.ShouldNotContain(companyB);
        shown.ShouldNotContain("msg_misled");
        shown.ShouldMatch("local +erase .+ erased");
        (await local.OperateAsync("keys", "check", "--tenant", "fabrikam")).ShouldMatch("fabrikam +ok .+ same company");
        local.Pleo.Show(wrong).ShouldBeNull();
    }

    private Task<string> ShowAsync(string partner, string tenant) =>
        local.OperateAsync("customers", "show", tenant, "--partner", partner);

    private string? MetadataAtPleo(string partner, string tenant) =>
        local.Pleo.Show(LocalKeys.ApiKeyOf(partner, tenant))!.Metadata["from"].GetString();
}
