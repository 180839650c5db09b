using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PleoFunctions.Onboarding.Health;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Onboarding.Tests.OpenApi;

/// <summary>The schemas of the document have the members that the serializer writes.</summary>
public sealed class SerializerTests
{
    public static TheoryData<string> Schemas =>
        [
            nameof(InstallationDocument),
            nameof(IgnoredDocument),
            nameof(AcceptedDocument),
            nameof(NormalizedInstallation),
            nameof(NormalizedResource),
            "Problem",
            nameof(PayloadError),
            nameof(HealthDocument),
            nameof(HealthCheckDocument),
            nameof(DeliveryListDocument),
            nameof(DeliveryDocument),
            nameof(ClaimDocument),
            nameof(CustomerDocument),
            nameof(EventDocument),
            nameof(ErasedCustomerDocument),
        ];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_schema_has_the_members_that_are_written_and_requires_those_that_always_are(string name)
    {
        var schema = Schema(name);
        var written = TypeOf(name).Properties;

        Names(schema["properties"]!.AsObject().Select(member => member.Key))
            .ShouldBe(Names(written.Select(member => member.Name)));
        Names(schema["required"]!.AsArray().Select(member => (string)member!))
            .ShouldBe(Names(written.Where(IsAlwaysWritten).Select(member => member.Name)));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_member_may_be_null_exactly_where_null_is_written(string name)
    {
        var properties = Schema(name)["properties"]!;

        foreach (var member in TypeOf(name).Properties)
        {
            MayBeNull(properties[member.Name]!)
                .ShouldBe(IsAlwaysWritten(member) && member.IsGetNullable, $"{name}.{member.Name}");
        }
    }

    [Fact]
    public void The_states_are_all_that_a_status_maps_to()
    {
        var states = Schema(nameof(NormalizedInstallation))["properties"]!["state"]!["enum"]!.AsArray();

        states
            .Select(state => (string)state!)
            .ShouldBe(
                InstallationStatus
                    .All.Append("ADDED_LATER")
                    .Select(InstallationStatus.StateOf)
                    .Distinct(StringComparer.Ordinal),
                ignoreOrder: true
            );
    }

    [Fact]
    public void The_statuses_of_an_installation_are_pleo_s()
    {
        var examples = Schema(nameof(NormalizedInstallation))["properties"]!["status"]!["examples"]!.AsArray();

        examples.Select(status => (string)status!).ShouldBe(InstallationStatus.All);
    }

    [Fact]
    public void Health_is_one_of_two_words() =>
        Schema("HealthStatus")["enum"]!
            .AsArray()
            .Select(status => (string)status!)
            .ShouldBe([HealthDocument.Healthy, HealthDocument.Unhealthy]);

    [Fact]
    public void The_states_of_deliveries_and_claims_are_the_ledger_s()
    {
        var states = WireName.All<DeliveryState>().ToList();

        Words(Schema(nameof(DeliveryDocument))["properties"]!["state"]!).ShouldBe(states);
        Words(Schema(nameof(ClaimDocument))["properties"]!["state"]!).ShouldBe(WireName.All<ClaimState>());
        Words(QueryParameter("state"))
            .ShouldBe(states.Except([WireName.Of(DeliveryState.Done)], StringComparer.Ordinal));
    }

    [Fact]
    public void The_filters_of_a_list_have_the_words_and_limits_that_are_accepted()
    {
        Words(QueryParameter("code")).ShouldBe(ProblemCatalog.All.Select(row => row.Name));
        ((int)QueryParameter("limit")["maximum"]!).ShouldBe(DeliveryQuery.MaxLimit);
        ((int)QueryParameter("limit")["default"]!).ShouldBe(new DeliveryQuery().Limit);
    }

    private static JsonNode Schema(string name) => OpenApiContract.Shared.Find("components", "schemas", name).Node;

    private static JsonNode QueryParameter(string name) =>
        OpenApiContract
            .Shared.Find("paths", "/api/deliveries/{partner}", "get", "parameters")
            .Node.AsArray()
            .Single(parameter => string.Equals((string?)parameter!["name"], name, StringComparison.Ordinal))![
            "schema"
        ]!;

    private static IEnumerable<string> Words(JsonNode schema) =>
        schema["enum"]!.AsArray().Select(word => (string)word!);

    private static JsonTypeInfo TypeOf(string schema) =>
        schema switch
        {
            nameof(InstallationDocument) => InstallationJson.Default.InstallationDocument,
            nameof(IgnoredDocument) => InstallationJson.Default.IgnoredDocument,
            nameof(AcceptedDocument) => InstallationJson.Default.AcceptedDocument,
            nameof(NormalizedInstallation) => InstallationJson.Default.NormalizedInstallation,
            nameof(NormalizedResource) => InstallationJson.Default.NormalizedResource,
            "Problem" => ProblemJson.Default.ProblemDocument,
            nameof(PayloadError) => ProblemJson.Default.PayloadError,
            nameof(HealthDocument) => HealthJson.Default.HealthDocument,
            nameof(DeliveryListDocument) => DeliveryJson.Default.DeliveryListDocument,
            nameof(DeliveryDocument) => DeliveryJson.Default.DeliveryDocument,
            nameof(ClaimDocument) => DeliveryJson.Default.ClaimDocument,
            nameof(CustomerDocument) => DeliveryJson.Default.CustomerDocument,
            nameof(ErasedCustomerDocument) => DeliveryJson.Default.ErasedCustomerDocument,
            nameof(EventDocument) => DeliveryJson.Default.EventDocument,
            _ => HealthJson.Default.HealthCheckDocument,
        };

    /// <summary>Null members are omitted, unless a member says otherwise.</summary>
    private static bool IsAlwaysWritten(JsonPropertyInfo member)
    {
        var own = member
            .AttributeProvider!.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false)
            .Cast<JsonIgnoreAttribute>()
            .SingleOrDefault();
        return !member.IsGetNullable || own?.Condition is JsonIgnoreCondition.Never;
    }

    private static bool MayBeNull(JsonNode schema) =>
        schema["type"] is JsonArray types
        && types.Any(type => string.Equals((string?)type, "null", StringComparison.Ordinal));

    private static IEnumerable<string> Names(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
