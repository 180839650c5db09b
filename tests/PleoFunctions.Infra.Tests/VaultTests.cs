namespace PleoFunctions.Infra.Tests;

public sealed class VaultTests
{
    private static IReadOnlyList<Resource> Vaults => Snapshot.Every("Microsoft.KeyVault/vaults");

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.RBAC")]
    public void Roles_control_access_to_keys() =>
        Vaults.ShouldAllBe(vault => vault.Has("properties.enableRbacAuthorization", "true"));

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.AccessPolicy")]
    public void There_are_no_access_policies() =>
        Vaults.ShouldAllBe(vault => vault.Element("properties.accessPolicies") == null);

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.SoftDelete")]
    public void A_deleted_key_can_be_restored_for_90_days() =>
        Vaults.ShouldAllBe(vault =>
            vault.Has("properties.enableSoftDelete", "true") && vault.Has("properties.softDeleteRetentionInDays", "90")
        );

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.PurgeProtect")]
    public void A_deleted_key_cannot_be_purged_earlier() =>
        Vaults.ShouldAllBe(vault => vault.Has("properties.enablePurgeProtection", "true"));

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.Firewall")]
    public void An_isolated_vault_is_closed_to_the_internet() =>
        Vaults
            .Where(vault => vault.Environment is not "staging")
            .ShouldAllBe(vault =>
                vault.Has("properties.publicNetworkAccess", "Disabled")
                && vault.Has("properties.networkAcls.defaultAction", "Deny")
            );

    [Fact]
    public void Azure_services_do_not_bypass_the_firewall() =>
        Vaults.ShouldAllBe(vault => vault.Has("properties.networkAcls.bypass", "None"));

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.Logs")]
    public void Each_read_of_a_key_is_logged() =>
        Vaults.ShouldAllBe(vault =>
            Snapshot
                .Every("Microsoft.Insights/diagnosticSettings")
                .Any(setting =>
                    setting.Id.StartsWith(vault.Id + "/", StringComparison.Ordinal)
                    && setting.Value("properties.logs")!.Contains("\"audit\"", StringComparison.Ordinal)
                    // In the table AZKVAuditLogs, not among all others' in AzureDiagnostics.
                    && setting.Has("properties.logAnalyticsDestinationType", "Dedicated")
                )
        );
}
