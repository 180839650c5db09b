namespace PleoFunctions.Infra.Tests;

/// <summary>Rules for all resources alike.</summary>
public sealed class ResourceTests
{
    private static IEnumerable<Resource> All => Snapshot.All.SelectMany(snapshot => snapshot.Resources);

    [Theory]
    [InlineData("owner")]
    [InlineData("application")]
    [InlineData("environment")]
    [Trait("PSRule", "Azure.Resource.UseTags")]
    public void Each_resource_with_a_location_has_tags(string tag) =>
        All.Where(resource => resource.Element("location") is not null)
            .ShouldAllBe(resource => !string.IsNullOrEmpty(resource.Value($"tags.{tag}")));

    [Fact]
    [Trait("PSRule", "Azure.Template.ResourceLocation")]
    public void Each_resource_is_in_the_given_location_or_global() =>
        All.Where(resource => resource.Element("location") is not null)
            .ShouldAllBe(resource =>
                resource.Has("location", "global")
                || resource.Has("location", resource.Environment == "complete" ? "swedencentral" : "westeurope")
            );

    [Fact]
    public void Only_the_diagnostic_settings_use_a_preview_API_version() =>
        All.Where(resource => resource.Type is not "Microsoft.Insights/diagnosticSettings")
            .ShouldAllBe(resource => !resource.ApiVersion.Contains("preview", StringComparison.Ordinal));

    [Theory]
    [InlineData("Microsoft.KeyVault/vaults", 24)]
    [InlineData("Microsoft.Storage/storageAccounts", 24)]
    [InlineData("Microsoft.Web/sites", 60)]
    [InlineData("Microsoft.OperationalInsights/workspaces", 63)]
    [InlineData("Microsoft.ManagedIdentity/userAssignedIdentities", 128)]
    [Trait("PSRule", "Azure.KeyVault.Name, Azure.Storage.Name, Azure.Identity.UserAssignedName")]
    public void Names_are_not_too_long(string type, int longest) =>
        Snapshot.Every(type).ShouldAllBe(resource => resource.Name.Length <= longest);

    [Fact]
    public void Two_environments_share_no_name()
    {
        var staging = Snapshot.Staging.Resources.Select(resource => resource.Id);
        var production = Snapshot.Production.Resources.Select(resource => resource.Id);

        staging.Intersect(production, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
    }
}
