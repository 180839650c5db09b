namespace PleoFunctions.Onboarding.Tests.Webhooks;

/// <summary>Which events onboard or update a customer, and which are ignored.</summary>
public sealed class EventTypeTests
{
    [Theory]
    [InlineData("customer.onboarded")]
    [InlineData("customer.updated")]
    public void Accepts_the_events_of_the_default_form(string type) =>
        Reading.Of(PayloadOf($"\"{type}\"")).Succeeded.ShouldBeTrue();

    [Theory]
    [InlineData("customer.deleted")]
    [InlineData("Customer.Onboarded")]
    [InlineData("*")]
    [InlineData("")]
    public void Ignores_an_event_of_another_type(string type) =>
        Reading.Of(PayloadOf($"\"{type}\"")).IgnoredType.ShouldBe(type);

    [Fact]
    public void Ignores_an_event_of_another_type_that_has_no_tenant() =>
        Reading.Of("""{"type":"invoice.paid"}""").IgnoredType.ShouldBe("invoice.paid");

    [Theory]
    [InlineData("""{"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"type":null,"data":{"tenant":"northwind"}}""")]
    public void Accepts_a_payload_without_a_type(string payload) => Reading.Of(payload).Succeeded.ShouldBeTrue();

    [Fact]
    public void Refuses_a_type_that_is_not_text() =>
        Reading.Of(PayloadOf("7")).Errors.ShouldBe(["/type: has to be text"]);

    [Fact]
    public void Accepts_all_events_of_a_partner_with_its_own_form() =>
        Reading
            .Of("""{"type":"anything","customer":"northwind"}""", ("Mapping:Tenant", "/customer"))
            .Succeeded.ShouldBeTrue();

    [Fact]
    public void Accepts_the_events_that_the_partner_s_settings_name()
    {
        (string, string?)[] settings =
        [
            ("Events", """["connected"]"""),
            ("Mapping:EventType", "/event/kind"),
            ("Mapping:Tenant", "/customer"),
        ];

        Reading.Of("""{"event":{"kind":"connected"},"customer":"a"}""", settings).Succeeded.ShouldBeTrue();
        Reading.Of("""{"event":{"kind":"gone"},"customer":"a"}""", settings).IgnoredType.ShouldBe("gone");
    }

    [Fact]
    public void Accepts_all_events_where_the_settings_say_so() =>
        Reading.Of(PayloadOf("7"), ("Events", """["*"]""")).Succeeded.ShouldBeTrue();

    private static string PayloadOf(string type) => $$$"""{"type":{{{type}}},"data":{"tenant":"northwind"}}""";
}
