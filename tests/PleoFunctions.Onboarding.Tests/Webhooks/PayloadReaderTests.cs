using System.Security.Cryptography;
using System.Text;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed class PayloadReaderTests
{
    private const string TenantForm = "has to be 1 to 63 of a-z 0-9 and single hyphens, with a letter or digit first";
    private const string IdForm = "has to be 1 to 128 of A-Z a-z 0-9 _ -";
    private const string Statuses = "has to be one of ACTIVATED, INACTIVE, AUTHORIZED, PENDING_INTEGRATION, ERROR";

    [Fact]
    public void Reads_the_default_form()
    {
        var reading = Reading.Of(
            """
            { "type": "customer.onboarded", "timestamp": "2026-11-23T10:00:00Z",
              "data": { "tenant": "northwind", "companyId": "123e4567-e89b-12d3-a456-426614174000",
                        "status": "ACTIVATED", "metadata": { "externalConfigurationId": "123456789" } } }
            """
        );

        reading.Payload.DeliveryId.ShouldBe("msg_1");
        reading.Payload.OccurredAt.ShouldBe(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        reading.Payload.Tenant.ShouldBe("northwind");
        reading.Payload.CompanyId.ShouldBe("urn:pleo:company:123e4567-e89b-12d3-a456-426614174000");
        reading.Payload.Status.ShouldBe("ACTIVATED");
        reading.Metadata.ShouldBe(["externalConfigurationId = \"123456789\""]);
    }

    [Fact]
    public void Requires_only_the_tenant()
    {
        var reading = Reading.Of("""{"data":{"tenant":"northwind"}}""");

        reading.Payload.Status.ShouldBe("PENDING_INTEGRATION");
        reading.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void Treats_null_as_absent()
    {
        var reading = Reading.Of("""{"data":{"tenant":"northwind","status":null,"metadata":null}}""");

        reading.Payload.Status.ShouldBe("PENDING_INTEGRATION");
        reading.Metadata.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"northwind\"", "northwind")]
    [InlineData("\"NorthWind\"", "northwind")]
    [InlineData("\"north-wind-7\"", "north-wind-7")]
    [InlineData("\"7\"", "7")]
    [InlineData("\"north\\u0077ind\"", "northwind")]
    [InlineData("4711", "4711")]
    [InlineData("0", "0")]
    [InlineData("\"abc-\"", "abc-")]
    public void Accepts_a_text_or_an_integer_as_tenant(string json, string tenant) =>
        Reading.Of($$$"""{"data":{"tenant":{{{json}}}}}""").Payload.Tenant.ShouldBe(tenant);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" northwind\"")]
    [InlineData("\"northwind\\n\"")]
    [InlineData("\"north--wind\"")]
    [InlineData("\"-northwind\"")]
    [InlineData("\"north_wind\"")]
    [InlineData("\"north.wind\"")]
    [InlineData("\"north/wind\"")]
    [InlineData("\"nørthwind\"")]
    [InlineData("\"\\u212Aite\"")]
    [InlineData("\"４７１１\"")]
    [InlineData("\"{tenant}\"")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1e2")]
    [InlineData("true")]
    [InlineData("[\"northwind\"]")]
    [InlineData("{\"name\":\"northwind\"}")]
    public void Refuses_any_other_tenant(string json) =>
        Reading.Of($$$"""{"data":{"tenant":{{{json}}}}}""").Errors.ShouldBe(["/data/tenant: " + TenantForm]);

    [Theory]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":{"tenant":null}}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":"tenant"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("\"northwind\"")]
    public void Requires_a_tenant(string body) => Reading.Of(body).Errors.ShouldBe(["/data/tenant: is required"]);

    [Fact]
    public void Accepts_a_tenant_of_up_to_63_characters()
    {
        var longest = new string('a', 63);

        Reading.Of($$$"""{"data":{"tenant":"{{{longest}}}"}}""").Payload.Tenant.ShouldBe(longest);
        Reading.Of($$$"""{"data":{"tenant":"{{{longest}}}a"}}""").Errors.ShouldBe(["/data/tenant: " + TenantForm]);
    }

    [Theory]
    [InlineData("\"active\"")]
    [InlineData("\"activated\"")]
    [InlineData("\"\"")]
    [InlineData("\"ACTIVATED \"")]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("[\"ACTIVATED\"]")]
    [InlineData("{}")]
    public void Refuses_a_status_that_Pleo_does_not_have(string json) =>
        Reading
            .Of($$$"""{"data":{"tenant":"northwind","status":{{{json}}}}}""")
            .Errors.ShouldBe(["/data/status: " + Statuses]);

    [Theory]
    [InlineData("ACTIVATED")]
    [InlineData("INACTIVE")]
    [InlineData("AUTHORIZED")]
    [InlineData("PENDING_INTEGRATION")]
    [InlineData("ERROR")]
    public void Accepts_every_status_that_Pleo_has(string status) =>
        Reading.Of($$$"""{"data":{"tenant":"northwind","status":"{{{status}}}"}}""").Payload.Status.ShouldBe(status);

    [Theory]
    [InlineData("\"metadata\"")]
    [InlineData("[]")]
    [InlineData("0")]
    [InlineData("false")]
    public void Refuses_metadata_that_is_not_an_object(string json) =>
        Reading
            .Of($$$"""{"data":{"tenant":"northwind","metadata":{{{json}}}}}""")
            .Errors.ShouldBe(["/data/metadata: has to be an object"]);

    [Fact]
    public void Names_all_wrong_places_at_once()
    {
        var reading = Reading.Of(
            """{"timestamp":1.5,"data":{"tenant":true,"companyId":"a","status":"live","metadata":{"onboardingDeliveryId":"x","ok":1}}}"""
        );

        reading.Problem.Code.ShouldBe(ProblemCode.InvalidPayload);
        reading.Problem.Detail.ShouldBe("The payload has parts that are missing or not accepted.");
        reading.Errors.ShouldBe([
            "/timestamp: has to be a time since 1970 such as 2026-11-23T10:00:00Z, or whole Unix seconds or milliseconds",
            "/data/tenant: " + TenantForm,
            "/data/companyId: has to be a UUID or urn:pleo:company:<UUID>",
            "/data/status: " + Statuses,
            "/data/metadata/onboardingDeliveryId: is a reserved name",
        ]);
    }

    [Fact]
    public void Refuses_the_reserved_name_in_any_spelling()
    {
        var reading = Reading.Of("""{"data":{"tenant":"northwind","metadata":{"onboardingDeliver\u0079Id":"x"}}}""");

        reading.Errors.ShouldBe(["/data/metadata/onboardingDeliveryId: is a reserved name"]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(" ", 1)]
    [InlineData("{", 1)]
    [InlineData("""{"data":{"tenant":"northwind"}""", 1)]
    [InlineData("""{"data":{"tenant":"northwind"}}}""", 1)]
    [InlineData("""{"data":{"tenant":"northwind"}} {}""", 1)]
    [InlineData("""{"data":{"tenant":"northwind",}}""", 1)]
    [InlineData("""{'data':{'tenant':'northwind'}}""", 1)]
    [InlineData("""{"data":{"tenant":northwind}}""", 1)]
    [InlineData("""{"data":{"tenant":01}}""", 1)]
    [InlineData("{\n\"data\": // a comment\n{}}", 2)]
    [InlineData("{\n\n\"data\":\"\\x\"}", 3)]
    [InlineData("{\"data\":\"\u0001\"}", 1)]
    [InlineData("\uFEFF{}", 1)]
    public void Says_where_a_body_stops_being_JSON(string body, int line)
    {
        var reading = Reading.Of(body);

        reading.Problem.Code.ShouldBe(ProblemCode.MalformedJson);
        reading.Problem.Detail.ShouldStartWith($"The body is not valid JSON: the first error is in line {line}, byte ");
        reading.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("7B22FF223A317D")]
    [InlineData("7B2261223A22C3227D")]
    [InlineData("FFFE7B007D00")]
    [InlineData("7B2261223A22EDA080227D")]
    public void Refuses_a_body_that_is_not_UTF_8(string hex)
    {
        var reading = Reading.Of(Convert.FromHexString(hex));

        reading.Problem.Code.ShouldBe(ProblemCode.MalformedJson);
        reading.Problem.Detail.ShouldBe("The body is not UTF-8.");
    }

    [Theory]
    [InlineData("""{"data":{"tenant":"a","tenant":"b"}}""", "/data/tenant")]
    [InlineData("""{"data":{},"data":{"tenant":"b"}}""", "/data")]
    [InlineData("""{"data":{"tenant":"a","metadata":{"x":[{},{"y":1,"y":1}]}}}""", "/data/metadata/x/1/y")]
    [InlineData("""{"data":{"tenant":"a","metadata":{"a/b~":1,"a/b~":2}}}""", "/data/metadata/a~1b~0")]
    [InlineData("""{"data":{"tenant":"a","ten\u0061nt":"b"}}""", "/data/tenant")]
    [InlineData("""{"":{"":1,"":2}}""", "//")]
    public void Refuses_a_duplicate_name(string body, string place)
    {
        var reading = Reading.Of(body);

        reading.Problem.Code.ShouldBe(ProblemCode.InvalidPayload);
        reading.Problem.Detail.ShouldBe("The payload has a part that is not accepted.");
        reading.Errors.ShouldBe([$"{place}: occurs more than once in its object"]);
    }

    [Fact]
    public void Accepts_the_same_name_in_two_objects() =>
        Reading
            .Of("""{"tenant":{},"data":{"tenant":"northwind","metadata":{"a":{"x":1},"b":{"x":1},"x":[1,{"x":2}]}}}""")
            .Payload.Tenant.ShouldBe("northwind");

    [Fact]
    public void Accepts_32_levels_and_refuses_the_33rd_with_its_place()
    {
        // The root, data and metadata are three of them.
        var fits = NestedMetadata(29, array: true);
        var deeper = NestedMetadata(30, array: true);
        var deeperObjects = NestedMetadata(30, array: false);

        Reading.Of(fits).Payload.Tenant.ShouldBe("northwind");
        Reading
            .Of(deeper)
            .Errors.ShouldBe([
                "/data/metadata/deep"
                    + string.Concat(Enumerable.Repeat("/0", 29))
                    + ": is nested deeper than 32 levels",
            ]);
        Reading
            .Of(deeperObjects)
            .Errors.ShouldBe([
                "/data/metadata/deep"
                    + string.Concat(Enumerable.Repeat("/x", 29))
                    + ": is nested deeper than 32 levels",
            ]);
    }

    [Fact]
    public void Survives_a_body_of_nothing_but_brackets()
    {
        var reading = Reading.Of(new string('[', 256 * 1024));

        reading.Problem.Code.ShouldBe(ProblemCode.InvalidPayload);
        reading.Errors.ShouldHaveSingleItem().ShouldEndWith(": is nested deeper than 32 levels");
    }

    [Theory]
    [InlineData(
        """{"data":{"tenant":"northwind","metadata":{"x":"\ud800"}}}""",
        "/data/metadata/x: is not valid Unicode"
    )]
    [InlineData(
        """{"data":{"tenant":"northwind","metadata":{"x":[1,"\uDC00"]}}}""",
        "/data/metadata/x/1: is not valid Unicode"
    )]
    [InlineData(
        """{"data":{"tenant":"northwind","metadata":{"x":"\udc00\ud800"}}}""",
        "/data/metadata/x: is not valid Unicode"
    )]
    [InlineData(
        """{"data":{"tenant":"northwind","metadata":{"\udead":1}}}""",
        "/data/metadata: has a member whose name is not valid Unicode"
    )]
    [InlineData("""{"data":{"tenant":"\ud83d"}}""", "/data/tenant: is not valid Unicode")]
    [InlineData("""{"unread":"\uDBFF","data":{"tenant":"northwind"}}""", "/unread: is not valid Unicode")]
    public void Refuses_half_a_surrogate_pair_with_its_place(string body, string error)
    {
        var reading = Reading.Of(body);

        reading.Problem.Code.ShouldBe(ProblemCode.InvalidPayload);
        reading.Errors.ShouldBe([error]);
    }

    [Fact]
    public void Accepts_whole_surrogate_pairs_and_backslashes_before_a_u()
    {
        var reading = Reading.Of(
            """{"data":{"tenant":"northwind","metadata":{"pair":"\ud83d\ude00","text":"C:\\ud800"}}}"""
        );

        reading.Metadata.ShouldBe(["pair = \"\\ud83d\\ude00\"", "text = \"C:\\\\ud800\""]);
    }

    [Fact]
    public void Shows_only_the_beginning_of_a_long_place()
    {
        var name = new string('n', 300);
        var reading = Reading.Of($$"""{"{{name}}":1,"{{name}}":2}""");

        reading.Errors.ShouldBe([$"/{name[..255]}…: occurs more than once in its object"]);
    }

    [Fact]
    public void Shows_a_place_of_256_characters_in_full()
    {
        var name = new string('n', 255);
        var reading = Reading.Of($$"""{"{{name}}":1,"{{name}}":2}""");

        reading.Errors.ShouldBe([$"/{name}: occurs more than once in its object"]);
    }

    [Theory]
    [InlineData("{]", 1, 2)]
    [InlineData("{\n  \"a\": x}", 2, 8)]
    public void Counts_the_bytes_of_a_line_from_one(string body, int line, int position) =>
        Reading
            .Of(body)
            .Problem.Detail.ShouldBe(
                $"The body is not valid JSON: the first error is in line {line}, byte {position}."
            );

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e400")]
    [InlineData("-0")]
    [InlineData("123456789012345678901234567890.000")]
    [InlineData("\"æøå \\u00e6 \\ud83d\\ude00 😀 \\/ <>&'\"")]
    [InlineData("{ \"b\" : [ 1,\t2.50, {\"c\":null} ] }")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    public void Keeps_every_metadata_value_as_written(string json) =>
        Reading
            .Of($$$$"""{"data":{"tenant":"northwind","metadata":{"value":{{{{json}}}}}}}""")
            .Metadata.ShouldBe([$"value = {json}"]);

    [Fact]
    public void Keeps_the_order_and_the_names_of_metadata()
    {
        var reading = Reading.Of("""{"data":{"tenant":"northwind","metadata":{"b":1,"":2,"a b":3,"\u00e6":4}}}""");

        reading.Metadata.ShouldBe(["b = 1", " = 2", "a b = 3", "æ = 4"]);
    }

    [Fact]
    public void Reads_another_form_by_pointers()
    {
        var reading = Reading.Of(
            """{"evt":"e-1","customer":{"keys":[{"id":4711}],"state":"live","extra":{"a":1}}}""",
            ("Mapping:DeliveryId", "/evt"),
            ("Mapping:Tenant", "/customer/keys/0/id"),
            ("Mapping:Status", "/customer/state"),
            ("Mapping:StatusMap", """{"live":"ACTIVATED","gone":"INACTIVE"}"""),
            ("Mapping:Metadata", "/customer/extra")
        );

        reading.Payload.DeliveryId.ShouldBe("e-1");
        reading.Payload.Tenant.ShouldBe("4711");
        reading.Payload.Status.ShouldBe("ACTIVATED");
        reading.Metadata.ShouldBe(["a = 1"]);
    }

    [Fact]
    public void Names_places_and_words_as_the_partner_does()
    {
        var reading = Reading.Of(
            """{"customer":{"state":"unheard","extra":1}}""",
            ("Mapping:Tenant", "/customer/id"),
            ("Mapping:Status", "/customer/state"),
            ("Mapping:StatusMap", """{"live":"ACTIVATED","ERROR":"INACTIVE"}"""),
            ("Mapping:Metadata", "/customer/extra")
        );

        reading.Errors.ShouldBe([
            "/customer/id: is required",
            "/customer/state: has to be one of ERROR, live, ACTIVATED, INACTIVE, AUTHORIZED, PENDING_INTEGRATION",
            "/customer/extra: has to be an object",
        ]);
    }

    [Theory]
    [InlineData("live", "ACTIVATED")]
    [InlineData("ERROR", "INACTIVE")]
    [InlineData("AUTHORIZED", "AUTHORIZED")]
    public void Prefers_the_partners_status_words_to_Pleos(string word, string status) =>
        Reading
            .Of(
                $$$"""{"data":{"tenant":"northwind","status":"{{{word}}}"}}""",
                ("Mapping:StatusMap", """{"live":"ACTIVATED","ERROR":"INACTIVE"}""")
            )
            .Payload.Status.ShouldBe(status);

    [Fact]
    public void Uses_the_default_status_of_the_settings() =>
        Reading
            .Of("""{"data":{"tenant":"northwind"}}""", ("Mapping:DefaultStatus", "AUTHORIZED"))
            .Payload.Status.ShouldBe("AUTHORIZED");

    [Fact]
    public void Maps_each_metadata_member_and_omits_absent_ones()
    {
        var reading = Reading.Of(
            """{"data":{"tenant":"northwind"},"customer":{"configId":1.0,"name":null,"list":[{"x":"y"}]}}""",
            (
                "Mapping:Metadata",
                """{"externalConfigurationId":"/customer/configId","name":"/customer/name","none":"/none","x":"/customer/list/0/x"}"""
            )
        );

        reading.Metadata.ShouldBe(["externalConfigurationId = 1.0", "name = null", "x = \"y\""]);
    }

    [Theory]
    [InlineData("\"evt_1\"", "evt_1")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    public void Accepts_a_text_or_an_integer_as_delivery_id(string json, string id) =>
        Reading
            .Of($$$"""{"id":{{{json}}},"data":{"tenant":"northwind"}}""", ("Signature:Scheme", "stripe"))
            .Payload.DeliveryId.ShouldBe(id);

    [Theory]
    [InlineData("{\"id\":\"\"}")]
    [InlineData("{\"id\":\"a b\"}")]
    [InlineData("{\"id\":\"../a\"}")]
    [InlineData("{\"id\":\"a\\n\"}")]
    [InlineData("{\"id\":\"å\"}")]
    [InlineData("{\"id\":-1}")]
    [InlineData("{\"id\":1.5}")]
    [InlineData("{\"id\":null}")]
    [InlineData("{\"id\":{}}")]
    [InlineData("{}")]
    public void Refuses_any_other_delivery_id_with_its_place(string body)
    {
        var reading = Reading.Of(body, ("Signature:Scheme", "stripe"));

        reading.Problem.Code.ShouldBe(ProblemCode.InvalidDeliveryId);
        reading.Problem.Detail.ShouldBe("The delivery id has to be 1 to 128 of A-Z a-z 0-9 _ -.");
        reading.Errors.ShouldBe(["/id: " + IdForm]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("msg 1")]
    [InlineData("msg.1")]
    [InlineData("msg_1\n")]
    [InlineData("msg/1")]
    public void Refuses_a_delivery_id_header_of_another_form(string? id)
    {
        var reading = Reading.WithId(id);

        reading.Problem.Code.ShouldBe(ProblemCode.InvalidDeliveryId);
        reading.Problem.Detail.ShouldBe("The header webhook-id has to be 1 to 128 of A-Z a-z 0-9 _ -.");
    }

    [Fact]
    public void Accepts_a_delivery_id_of_one_character() => Reading.WithId("a").Payload.DeliveryId.ShouldBe("a");

    [Fact]
    public void Accepts_a_delivery_id_of_up_to_128_characters()
    {
        var longest = new string('a', 128);

        Reading.WithId(longest).Payload.DeliveryId.ShouldBe(longest);
        Reading.WithId(longest + "a").Problem.Code.ShouldBe(ProblemCode.InvalidDeliveryId);
    }

    [Fact]
    public void Uses_the_bodys_hash_as_id_when_there_is_no_other()
    {
        const string body = """{"data":{"tenant":"northwind"}}""";

        var reading = Reading.Of(body, ("Signature:Scheme", "none"));

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        reading.Payload.DeliveryId.ShouldBe(hash);
    }

    private static string NestedMetadata(int levels, bool array)
    {
        var open = string.Concat(Enumerable.Repeat(array ? "[" : "{\"x\":", levels));
        var close = new string(array ? ']' : '}', levels);
        return $"{{\"data\":{{\"tenant\":\"northwind\",\"metadata\":{{\"deep\":{open}{(array ? "" : "0")}{close}}}}}}}";
    }

    [Fact]
    public void Releases_the_parsed_body_with_the_payload()
    {
        var payload = Reading.Of("""{"data":{"tenant":"northwind","metadata":{"a":1}}}""").Payload;
        var value = payload.Metadata[0].Value;

        payload.Dispose();

        Should.Throw<ObjectDisposedException>(() => value.GetInt32());
    }
}
