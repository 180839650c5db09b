using System.Text;
using PleoFunctions.Local.Keys;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Onboarding.Tests.Keys;

public sealed class KeyReportTests
{
    private const string Company = "urn:pleo:company:11111111-1111-1111-1111-111111111111";
    private const string Another = "urn:pleo:company:22222222-2222-2222-2222-222222222222";

    private const string Installation = $$"""
        {
          "id":"i","applicationId":"a","resource":"{{Company}}","status":"ACTIVATED","metadata":{},
          "createdAt":"2026-11-24T10:00:00Z","updatedAt":"2026-11-24T10:00:00Z"
        }
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly PleoAnswer NoInstallation = Answer(404);

    [Fact]
    public void A_key_that_Pleo_knows_has_its_company_and_scopes()
    {
        var report = Report(Introspection(Company), NoInstallation);

        report.State.ShouldBe("ok");
        report.Company.ShouldBe(Company);
        report.Scope.ShouldBe("export:read users:write");
        report.Binding.ShouldBe("none yet");
        report.Faults.ShouldBeEmpty();
        report.Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void A_key_that_Pleo_refuses_may_be_of_another_environment(int status)
    {
        var report = Report(Answer(status), look: null);

        report.State.ShouldBe("refused");
        report
            .Faults.ShouldHaveSingleItem()
            .ShouldBe(
                $"Pleo at pleo.example refuses the key (status {status}). It was revoked, or it belongs to another environment of Pleo."
            );
    }

    [Fact]
    public void A_key_that_may_not_look_for_the_installation_lacks_a_scope()
    {
        var report = Report(Introspection(Company), Answer(403));

        report.State.ShouldBe("refused");
        report.Faults.ShouldHaveSingleItem().ShouldContain("lacks a scope");
    }

    [Theory]
    [InlineData(500, 404)]
    [InlineData(200, 500)]
    public void A_key_about_which_Pleo_said_nothing_is_not_good(int introspection, int look)
    {
        var report = Report(introspection == 200 ? Introspection(Company) : Answer(introspection), Answer(look));

        report.State.ShouldBe("unknown");
        report.Faults.ShouldHaveSingleItem().ShouldContain("status 500");
    }

    [Fact]
    public void An_answer_that_did_not_come_says_why()
    {
        var report = Report(new PleoAnswer { Failure = "no answer in time" }, NoInstallation);

        report.State.ShouldBe("unknown");
        report.Faults.ShouldHaveSingleItem().ShouldContain("no answer in time");
    }

    [Fact]
    public void Where_Pleo_does_not_tell_the_company_the_installation_shows_it()
    {
        var report = Report(Answer(404), Answer(200, Installation));

        report.State.ShouldBe("ok");
        report.Company.ShouldBe(Company);
        report.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Where_nothing_shows_the_company_a_note_says_so()
    {
        var report = Report(Answer(404), NoInstallation);

        report.State.ShouldBe("ok");
        report.Company.ShouldBeNull();
        report.Faults.ShouldBeEmpty();
        report.Notes.ShouldHaveSingleItem().ShouldContain("does not tell which company");
    }

    [Fact]
    public void A_key_of_another_company_than_the_customer_s_is_wrong()
    {
        var report = Report(Introspection(Company), NoInstallation, CustomerBinding.To(Another));

        report.State.ShouldBe("ok");
        report.Binding.ShouldBe("another company");
        report.Faults.ShouldHaveSingleItem().ShouldContain($"bound to {Another}");
    }

    [Fact]
    public void Two_forms_of_one_company_are_the_same()
    {
        var report = Report(
            Introspection(Company.ToUpperInvariant()),
            NoInstallation,
            CustomerBinding.To("11111111-1111-1111-1111-111111111111")
        );

        report.Binding.ShouldBe("same company");
        report.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_ledger_that_was_not_read_is_no_fault_but_is_said()
    {
        var report = Report(Introspection(Company), NoInstallation, CustomerBinding.NotRead("no ledger"));

        report.Binding.ShouldBe("not checked");
        report.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(30, true)]
    [InlineData(1, true)]
    public void An_expiry_within_thirty_days_is_noted(int days, bool noted)
    {
        var report = Report(Introspection(Company), NoInstallation).WithExpiry(Now.AddDays(days), Now);

        report.ExpiresOn.ShouldBe(Now.AddDays(days));
        report.Faults.ShouldBeEmpty();
        report.Notes.Count.ShouldBe(noted ? 1 : 0);
    }

    [Theory]
    [InlineData("NotFound", "not_found")]
    [InlineData("Disabled", "disabled")]
    [InlineData("Expired", "expired")]
    [InlineData("NotYetValid", "not_yet_valid")]
    public void A_secret_that_the_app_does_not_use_is_wrong(string reason, string state)
    {
        var report = KeyReport.Absent("northwind", Enum.Parse<SecretAbsence>(reason), expiresOn: null);

        report.State.ShouldBe(state);
        report.Faults.ShouldHaveSingleItem();
    }

    [Fact]
    public void Two_customers_with_keys_of_one_company_are_both_named()
    {
        var northwind = Report(Introspection(Company), NoInstallation);
        var contoso = northwind with { Tenant = "contoso", Company = Company.ToUpperInvariant() };
        var fabrikam = northwind with { Tenant = "fabrikam", Company = Another };

        var marked = KeyReport.MarkShared([northwind, contoso, fabrikam]);

        marked[0].Faults.ShouldHaveSingleItem().ShouldContain("the key of contoso");
        marked[1].Faults.ShouldHaveSingleItem().ShouldContain("the key of northwind");
        marked[2].Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_company_that_another_customer_holds_is_wrong()
    {
        var report = Report(Introspection(Company), NoInstallation);

        report.HeldBy("contoso").Faults.ShouldHaveSingleItem().ShouldContain($"{Company} is bound to contoso");
        report.HeldBy(holder: null).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Scopes_that_cannot_be_read_are_left_out()
    {
        const string answer =
            """{"data":{"authMethod":"API_KEY","clientId":"c","scope":"\ud800","subjectURN":"urn:x"}}""";

        var report = Report(Answer(200, answer), NoInstallation);

        report.Company.ShouldBe("urn:x");
        report.Scope.ShouldBeNull();
    }

    [Fact]
    public void A_text_that_is_not_a_key_is_not_shown()
    {
        KeyReport.Malformed("northwind", ApiKeyScheme.Basic).Faults.ShouldHaveSingleItem().ShouldContain("line break");
        KeyReport.Malformed("northwind", ApiKeyScheme.Bearer).Faults.ShouldHaveSingleItem().ShouldContain("non-ASCII");
    }

    private static KeyReport Report(PleoAnswer introspection, PleoAnswer? look, CustomerBinding? binding = null) =>
        KeyReport.From("northwind", "pleo.example", introspection, look, binding ?? CustomerBinding.None);

    private static PleoAnswer Introspection(string company) =>
        Answer(
            200,
            $$$"""{"data":{"authMethod":"API_KEY","clientId":"c","scope":"export:read users:write","subjectURN":"{{{company}}}"}}"""
        );

    private static PleoAnswer Answer(int status, string body = "") =>
        new() { Status = status, Body = Encoding.UTF8.GetBytes(body) };
}
