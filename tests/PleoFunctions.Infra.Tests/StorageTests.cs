namespace PleoFunctions.Infra.Tests;

public sealed class StorageTests
{
    private static IReadOnlyList<Resource> Accounts => Snapshot.Every("Microsoft.Storage/storageAccounts");

    [Fact]
    [Trait("PSRule", "Azure.Storage.BlobPublicAccess")]
    public void Nothing_is_public() =>
        Accounts.ShouldAllBe(account => account.Has("properties.allowBlobPublicAccess", "false"));

    [Fact]
    [Trait("PSRule", "Azure.Storage.BlobAccessType")]
    public void No_container_is_public() =>
        Snapshot
            .Every("Microsoft.Storage/storageAccounts/blobServices/containers")
            .ShouldAllBe(container => container.Has("properties.publicAccess", "None"));

    [Fact]
    public void Shared_keys_are_off() =>
        Accounts.ShouldAllBe(account =>
            account.Has("properties.allowSharedKeyAccess", "false")
            && account.Has("properties.defaultToOAuthAuthentication", "true")
        );

    [Fact]
    [Trait("PSRule", "Azure.Storage.MinTLS")]
    public void TLS_is_at_least_1_2() =>
        Accounts.ShouldAllBe(account => account.Has("properties.minimumTlsVersion", "TLS1_2"));

    [Fact]
    [Trait("PSRule", "Azure.Storage.SecureTransfer")]
    public void Only_encrypted_connections_are_accepted() =>
        Accounts.ShouldAllBe(account => account.Has("properties.supportsHttpsTrafficOnly", "true"));

    [Fact]
    public void Nothing_is_copied_to_another_tenant() =>
        Accounts.ShouldAllBe(account => account.Has("properties.allowCrossTenantReplication", "false"));

    [Fact]
    [Trait("PSRule", "Azure.Storage.SoftDelete, Azure.Storage.ContainerSoftDelete")]
    public void Deleted_data_can_be_restored() =>
        Snapshot
            .Every("Microsoft.Storage/storageAccounts/blobServices")
            .ShouldAllBe(blobs =>
                blobs.Has("properties.deleteRetentionPolicy.enabled", "true")
                && blobs.Has("properties.containerDeleteRetentionPolicy.enabled", "true")
            );

    [Fact]
    [Trait("PSRule", "Azure.Storage.UseReplication")]
    public void Production_stores_copies_in_three_zones() =>
        Snapshot
            .Production.Of("Microsoft.Storage/storageAccounts")
            .ShouldAllBe(account => account.Has("sku.name", "Standard_ZRS"));

    [Fact]
    [Trait("PSRule", "Azure.Storage.Firewall")]
    public void An_isolated_account_is_closed_to_the_internet() =>
        Accounts
            .Where(account => account.Environment is not "staging")
            .ShouldAllBe(account =>
                account.Has("properties.publicNetworkAccess", "Disabled")
                && account.Has("properties.networkAcls.defaultAction", "Deny")
            );
}
