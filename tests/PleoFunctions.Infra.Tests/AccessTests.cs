namespace PleoFunctions.Infra.Tests;

public sealed class AccessTests
{
    // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [Fact]
    public void The_app_has_exactly_these_four_roles()
    {
        foreach (var snapshot in Snapshot.All)
        {
            var vault = snapshot.Of("Microsoft.KeyVault/vaults").Single().Id;
            var storage = snapshot.Of("Microsoft.Storage/storageAccounts").Single().Id;
            var telemetry = snapshot.Of("Microsoft.Insights/components").Single().Id;

            snapshot
                .Of("Microsoft.Authorization/roleAssignments")
                .Select(assignment => (Scope(assignment), Role(assignment)))
                .ShouldBe(
                    [
                        (vault, "Key Vault Secrets User"),
                        (storage, "Storage Blob Data Owner"),
                        (storage, "Storage Table Data Contributor"),
                        (telemetry, "Monitoring Metrics Publisher"),
                    ],
                    ignoreOrder: true,
                    snapshot.Name
                );
        }
    }

    [Fact]
    public void Only_the_identity_of_the_app_gets_a_role() =>
        Snapshot
            .Every("Microsoft.Authorization/roleAssignments")
            .ShouldAllBe(assignment =>
                assignment.Has("properties.principalType", "ServicePrincipal")
                && assignment.Value("properties.principalId")!.Contains("identity", StringComparison.Ordinal)
            );

    private static string Scope(Resource assignment) =>
        assignment.Id[..assignment.Id.IndexOf("/providers/Microsoft.Authorization/", StringComparison.Ordinal)];

    private static string Role(Resource assignment)
    {
        var id = assignment.Value("properties.roleDefinitionId")!.Split('/')[^1];
        return Roles.GetValueOrDefault(id, id);
    }
}
