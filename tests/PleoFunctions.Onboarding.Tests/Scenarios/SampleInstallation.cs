using System.Collections.Immutable;
using System.Text.Json;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>Builds an installation as Pleo sends it, with changes. The values are JSON texts.</summary>
internal sealed class SampleInstallation
{
    public const string Id = "123e4567-e89b-12d3-a456-426614174000";
    public const string CompanyId = "9d9e4f6a-1c5b-4c1e-8f0a-3a1b2c3d4e5f";

    private readonly ImmutableList<KeyValuePair<string, string>> _members;

    private SampleInstallation(ImmutableList<KeyValuePair<string, string>> members) => _members = members;

    public static SampleInstallation Default { get; } =
        new([
            new("id", $"\"{Id}\""),
            new("applicationId", "\"7f3d1c2b-0a9e-4d8c-b7a6-5f4e3d2c1b0a\""),
            new("resource", $"\"urn:pleo:company:{CompanyId}\""),
            new("status", "\"PENDING_INTEGRATION\""),
            new("metadata", """{"onboardingDeliveryId":"msg_1"}"""),
            new("createdAt", "\"2021-01-01T00:00:00Z\""),
            new("updatedAt", "\"2021-01-01T00:00:00Z\""),
        ]);

    /// <summary>The installation that a call asks for.</summary>
    public static SampleInstallation For(PleoCall call) =>
        Default
            .With("status", call.Json.GetProperty("status").GetRawText())
            .With("metadata", call.Json.GetProperty("metadata").GetRawText());

    /// <summary>An installation that was made for a delivery.</summary>
    public static SampleInstallation MadeFor(string deliveryId) =>
        Default.With("metadata", $$"""{"onboardingDeliveryId":"{{deliveryId}}"}""");

    public SampleInstallation With(string name, string json)
    {
        var member = new KeyValuePair<string, string>(name, json);
        var index = _members.FindIndex(one => one.Key.Equals(name, StringComparison.Ordinal));
        return new(index < 0 ? _members.Add(member) : _members.SetItem(index, member));
    }

    public SampleInstallation Without(string name) =>
        new(_members.RemoveAll(one => one.Key.Equals(name, StringComparison.Ordinal)));

    public override string ToString() =>
        $"{{{string.Join(',', _members.Select(member => $"\"{JsonEncodedText.Encode(member.Key)}\":{member.Value}"))}}}";
}
