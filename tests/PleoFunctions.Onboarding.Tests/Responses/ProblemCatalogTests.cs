using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Tests.Responses;

public sealed class ProblemCatalogTests
{
    [Theory]
    [InlineData("malformed_json", 400, false)]
    [InlineData("invalid_payload", 400, false)]
    [InlineData("invalid_delivery_id", 400, false)]
    [InlineData("signature_missing", 401, false)]
    [InlineData("signature_invalid", 401, false)]
    [InlineData("timestamp_out_of_tolerance", 401, false)]
    [InlineData("wrong_function_key", 403, false)]
    [InlineData("unknown_partner", 404, false)]
    [InlineData("delivery_in_progress", 409, true)]
    [InlineData("customer_busy", 409, true)]
    [InlineData("delivery_erased", 410, false)]
    [InlineData("length_required", 411, false)]
    [InlineData("payload_too_large", 413, false)]
    [InlineData("unsupported_media_type", 415, false)]
    [InlineData("delivery_id_reused", 422, false)]
    [InlineData("tenant_not_configured", 422, false)]
    [InlineData("company_mismatch", 422, false)]
    [InlineData("pleo_rejected", 422, false)]
    [InlineData("pleo_unauthorized", 502, true)]
    [InlineData("pleo_unexpected_response", 502, true)]
    [InlineData("pleo_rate_limited", 503, true)]
    [InlineData("pleo_unavailable", 503, true)]
    [InlineData("outcome_unknown", 503, true)]
    [InlineData("vault_unavailable", 503, true)]
    [InlineData("ledger_unavailable", 503, true)]
    [InlineData("internal_error", 500, true)]
    [InlineData("unknown_delivery", 404, false)]
    [InlineData("unknown_customer", 404, false)]
    [InlineData("invalid_query", 400, false)]
    [InlineData("not_allowed", 401, false)]
    [InlineData("issuer_unavailable", 503, true)]
    public void Has_the_status_and_retry_rule_that_partners_rely_on(string name, int status, bool retryable)
    {
        var definition = ProblemCatalog
            .All.Where(one => one.Name.Equals(name, StringComparison.Ordinal))
            .ShouldHaveSingleItem();

        definition.Status.ShouldBe(status);
        definition.Retryable.ShouldBe(retryable);
        definition.Title.ShouldNotBeNullOrWhiteSpace();
        definition.Type.ShouldBe(ProblemCatalog.ErrorsPage + "#" + name);
    }

    [Fact]
    public void Has_one_row_for_each_code_in_order()
    {
        ProblemCatalog.All.Select(definition => definition.Code).ShouldBe(Enum.GetValues<ProblemCode>());
        ProblemCatalog.All.Count.ShouldBe(31);

        foreach (var code in Enum.GetValues<ProblemCode>())
        {
            ProblemCatalog.Of(code).Code.ShouldBe(code);
        }
    }

    [Fact]
    public void Writes_each_code_as_it_is_named_in_lower_case_with_underscores()
    {
        foreach (var definition in ProblemCatalog.All)
        {
            definition
                .Name.Replace("_", "", StringComparison.Ordinal)
                .ShouldBe(definition.Code.ToString(), StringCompareShould.IgnoreCase);
            definition.Name.ShouldMatch("^[a-z]+(_[a-z]+)*$");
        }
    }

    [Fact]
    public void Has_a_different_title_and_name_for_each_code()
    {
        ProblemCatalog.All.Select(definition => definition.Title).ShouldBeUnique(StringComparer.Ordinal);
        ProblemCatalog.All.Select(definition => definition.Name).ShouldBeUnique(StringComparer.Ordinal);
    }
}
