using System.Globalization;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

/// <summary>When an event happened.</summary>
public sealed class OccurredAtTests
{
    private const string Form =
        "has to be a time since 1970 such as 2026-11-23T10:00:00Z, or whole Unix seconds or milliseconds";

    [Theory]
    [InlineData("2026-11-23T10:00:00Z", "2026-11-23T10:00:00.0000000")]
    [InlineData("2026-11-23t10:00:00z", "2026-11-23T10:00:00.0000000")]
    [InlineData("2026-11-23T10:00:00.5Z", "2026-11-23T10:00:00.5000000")]
    [InlineData("2026-11-23T10:00:00.123456789Z", "2026-11-23T10:00:00.1234568")]
    [InlineData("2026-11-23T10:00:00+02:00", "2026-11-23T08:00:00.0000000")]
    [InlineData("2026-11-23T23:30:00-01:30", "2026-11-24T01:00:00.0000000")]
    [InlineData("2026-11-23T10:00:00-00:00", "2026-11-23T10:00:00.0000000")]
    [InlineData("2028-02-29T00:00:00Z", "2028-02-29T00:00:00.0000000")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.0000000")]
    public void Reads_RFC_3339_as_UTC(string text, string expected) =>
        Utc(Reading.Of(PayloadOf($"\"{text}\""))).ShouldBe(expected);

    [Theory]
    [InlineData("0", "1970-01-01T00:00:00.0000000")]
    [InlineData("1795428000", "2026-11-23T10:00:00.0000000")]
    [InlineData("99999999999", "5138-11-16T09:46:39.0000000")]
    [InlineData("100000000000", "1973-03-03T09:46:40.0000000")]
    [InlineData("1795428000123", "2026-11-23T10:00:00.1230000")]
    [InlineData("253402300799999", "9999-12-31T23:59:59.9990000")]
    public void Reads_Unix_time_as_a_number_or_as_text(string digits, string expected)
    {
        Utc(Reading.Of(PayloadOf(digits))).ShouldBe(expected);
        Utc(Reading.Of(PayloadOf($"\"{digits}\""))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":null,"data":{"tenant":"northwind"}}""")]
    public void Is_null_without_a_time(string payload) => Reading.Of(payload).Payload.OccurredAt.ShouldBeNull();

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"2026-11-23\"")]
    [InlineData("\"2026-11-23T10:00Z\"")]
    [InlineData("\"2026-11-23T10:00:00\"")]
    [InlineData("\"2026-11-23 10:00:00Z\"")]
    [InlineData("\"2026-11-23T10:00:00.Z\"")]
    [InlineData("\"2026-11-23T10:00:00+0200\"")]
    [InlineData("\"2026-11-23T10:00:00+15:00\"")]
    [InlineData("\"2026-11-23T24:00:00Z\"")]
    [InlineData("\"2026-11-23T10:00:60Z\"")]
    [InlineData("\"2026-02-29T10:00:00Z\"")]
    [InlineData("\"2026-13-01T10:00:00Z\"")]
    [InlineData("\"0000-01-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"1969-12-31T23:59:59Z\"")]
    [InlineData("\"9999-12-31T23:59:59-00:01\"")]
    [InlineData("\"9999-12-31T23:59:59.99999999Z\"")]
    [InlineData("\" 2026-11-23T10:00:00Z\"")]
    [InlineData("\"2026-11-23T10:00:00Z\\n\"")]
    [InlineData("\"２０２６-11-23T10:00:00Z\"")]
    [InlineData("\"Mon, 23 Nov 2026 10:00:00 GMT\"")]
    [InlineData("\" 1795428000\"")]
    [InlineData("\"-1\"")]
    [InlineData("-1")]
    [InlineData("1795428000.0")]
    [InlineData("1795428e3")]
    [InlineData("253402300800000")]
    [InlineData("9223372036854775808")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Refuses_any_other_form(string json) =>
        Reading.Of(PayloadOf(json)).Errors.ShouldBe(["/timestamp: " + Form]);

    [Fact]
    public void Reads_the_time_where_the_settings_say()
    {
        (string, string?)[] settings = [("Mapping:Tenant", "/customer"), ("Mapping:OccurredAt", "/event/time")];

        Utc(Reading.Of("""{"timestamp":1,"event":{"time":1795428000},"customer":"a"}""", settings))
            .ShouldBe("2026-11-23T10:00:00.0000000");
        Reading.Of("""{"event":{"time":"noon"},"customer":"a"}""", settings).Errors.ShouldBe(["/event/time: " + Form]);
    }

    [Fact]
    public void Reads_the_default_place_of_a_partner_with_its_own_form() =>
        Utc(Reading.Of("""{"timestamp":1795428000,"customer":"a"}""", ("Mapping:Tenant", "/customer")))
            .ShouldBe("2026-11-23T10:00:00.0000000");

    [Theory]
    [InlineData("\"noon\"")]
    [InlineData("-1.5")]
    [InlineData("{}")]
    public void Treats_another_form_as_absent_where_a_partner_with_its_own_form_did_not_agree_to_it(string json) =>
        Reading
            .Of($$"""{"timestamp":{{json}},"customer":"a"}""", ("Mapping:Tenant", "/customer"))
            .Payload.OccurredAt.ShouldBeNull();

    [Fact]
    public void Refuses_another_form_where_the_settings_name_the_default_place() =>
        Reading
            .Of(
                """{"timestamp":"noon","customer":"a"}""",
                ("Mapping:Tenant", "/customer"),
                ("Mapping:OccurredAt", "/timestamp")
            )
            .Errors.ShouldBe(["/timestamp: " + Form]);

    [Fact]
    public void Does_not_read_the_time_of_an_event_that_is_ignored() =>
        Reading.Of("""{"type":"invoice.paid","timestamp":"noon"}""").IgnoredType.ShouldBe("invoice.paid");

    private static string? Utc(Reading reading)
    {
        reading.Payload.OccurredAt?.Offset.ShouldBe(TimeSpan.Zero);
        return reading.Payload.OccurredAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
    }

    private static string PayloadOf(string timestamp) =>
        $$$"""{"timestamp":{{{timestamp}}},"data":{"tenant":"northwind"}}""";
}
