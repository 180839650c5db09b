using System.Text.Json;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Tests.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Installations;

public sealed class NormalizedInstallationTests
{
    [Theory]
    [InlineData("urn:pleo:company:9b2f", "company", "9b2f")]
    [InlineData("URN:Pleo:company:9b2f", "company", "9b2f")]
    [InlineData("urn:pleo:company:a:b", "company", "a:b")]
    [InlineData("urn:pleo:company:", null, null)]
    [InlineData("urn:pleo::9b2f", null, null)]
    [InlineData("urn:pleo:company", null, null)]
    [InlineData("urn:other:company:9b2f", null, null)]
    [InlineData("url:pleo:company:9b2f", null, null)]
    [InlineData("9b2f", null, null)]
    [InlineData("", null, null)]
    public void Splits_a_urn_of_Pleo_and_keeps_any_other_whole(string urn, string? type, string? id)
    {
        var resource = NormalizedResource.From(urn);

        resource.Urn.ShouldBe(urn);
        resource.Type.ShouldBe(type);
        resource.Id.ShouldBe(id);
    }

    [Fact]
    public void Converts_Pleos_installation_without_our_own_mark()
    {
        var normalized = NormalizedInstallation.From(
            new Installation
            {
                Id = "id",
                ApplicationId = "application",
                Resource = "urn:pleo:company:9b2f",
                Status = "ERROR",
                ErrorCode = "E1",
                Metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
                {
                    ["a"] = JsonElement.Parse("1"),
                    ["onboardingDeliveryId"] = JsonElement.Parse("\"msg_1\""),
                },
                CreatedAt = new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.FromHours(1)),
                UpdatedAt = Arrival.Time.AddSeconds(1),
            }
        );

        normalized.Id.ShouldBe("id");
        normalized.ApplicationId.ShouldBe("application");
        normalized.Resource.Type.ShouldBe("company");
        normalized.Status.ShouldBe("ERROR");
        normalized.State.ShouldBe("error");
        normalized.ErrorCode.ShouldBe("E1");
        normalized.Metadata.Keys.ShouldBe(["a"]);
        normalized.CreatedAt.ShouldBe(Arrival.Time.UtcDateTime);
        normalized.CreatedAt.Kind.ShouldBe(DateTimeKind.Utc);
        normalized.UpdatedAt.ShouldBe(Arrival.Time.UtcDateTime.AddSeconds(1));
    }
}
