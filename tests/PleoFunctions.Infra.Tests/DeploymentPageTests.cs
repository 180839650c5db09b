namespace PleoFunctions.Infra.Tests;

/// <summary>What docs/deployment.md tells an operator to do.</summary>
public sealed class DeploymentPageTests
{
    private static readonly string Page = Repository.Read("docs/deployment.md");

    [Theory]
    [InlineData("docs/deployment.md")]
    [InlineData("docs/operations.md")]
    public void Keys_are_stored_without_opening_the_vault_to_the_internet(string page)
    {
        Repository.Read(page).ShouldNotContain("--public-network-access Enabled");
        Repository.Read(page).ShouldNotContain("network-rule add");
    }

    [Fact]
    public void The_repository_is_named_with_its_ids() =>
        Page.ShouldContain("""--jq '"\(.owner.login)@\(.owner.id)/\(.name)@\(.id)"'""");

    /// <summary>A deployer that could make locks could remove them, so they are not in the template.</summary>
    [Theory]
    [InlineData("Microsoft.KeyVault/vaults")]
    [InlineData("Microsoft.Storage/storageAccounts")]
    public void An_owner_locks_what_must_not_be_lost(string type) =>
        Page.ShouldContain($"--lock-type CanNotDelete --resource-group $GROUP --resource-type {type} ");

    /// <summary>Azure's pricing pages count 730 hours: 43,800 minutes, 2,628,000 seconds.</summary>
    [Theory]
    [InlineData("720 h")]
    [InlineData("43,200")]
    [InlineData("2,592,000")]
    public void A_month_has_730_hours_in_every_row(string other) => Page.ShouldNotContain(other);

    /// <summary>Between LRS and ZRS, a deployment cannot write the SKU of a storage account.</summary>
    [Fact]
    public void Zones_of_an_existing_environment_begin_with_a_conversion_of_its_storage() =>
        Page.ShouldContain("az storage account migration start");
}
