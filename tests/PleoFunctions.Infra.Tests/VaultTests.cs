namespace PleoFunctions.Infra.Tests;

public sealed class VaultTests
{
    private static IReadOnlyList<Resource> Vaults => Snapshot.Every("Microsoft.KeyVault/vaults");

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.RBAC")]
    public void Roles_decide_who_reads_keys() =>
        Vaults.ShouldAllBe(vault => vault.Has("properties.enableRbacAuthorization", "true"));

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.AccessPolicy")]
    public void There_are_no_access_policies() =>
        Vaults.ShouldAllBe(vault => vault.Element("properties.accessPolicies") == null);

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.SoftDelete")]
    public void A_deleted_key_can_be_had_back_for_90_days() =>
        Vaults.ShouldAllBe(vault =>
            vault.Has("properties.enableSoftDelete", "true") && vault.Has("properties.softDeleteRetentionInDays", "90")
        );

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.PurgeProtect")]
    public void Nobody_can_purge_a_key_before_that() =>
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
    public void No_service_of_Azure_passes_the_firewall_unasked() =>
        Vaults.ShouldAllBe(vault => vault.Has("properties.networkAcls.bypass", "None"));

    [Fact]
    [Trait("PSRule", "Azure.KeyVault.Logs")]
    public void Who_reads_which_key_is_logged() =>
        Vaults.ShouldAllBe(vault =>
            Snapshot
                .Every("Microsoft.Insights/diagnosticSettings")
                .Any(setting =>
                    setting.Id.StartsWith(vault.Id + "/", StringComparison.Ordinal)
                    && setting.Value("properties.logs")!.Contains("\"audit\"", StringComparison.Ordinal)
                )
        );
}
