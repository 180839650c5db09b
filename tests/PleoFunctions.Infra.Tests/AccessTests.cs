using System.Text.RegularExpressions;

namespace PleoFunctions.Infra.Tests;

public sealed partial class AccessTests
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
        Snapshot.All.ShouldAllBe(snapshot =>
            snapshot
                .Of("Microsoft.Authorization/roleAssignments")
                .Select(assignment => $"{assignment.Value("properties.principalType")} {Principal(assignment)}")
                .Distinct()
                .Count() == 1
        );

    /// <summary>
    /// Azure refuses to change the principal of an assignment that exists (RoleAssignmentUpdateNotPermitted). So its
    /// name is of scope, principal and role: https://learn.microsoft.com/azure/azure-resource-manager/bicep/scenarios-rbac
    /// </summary>
    [Theory]
    [InlineData("infra/modules/access.bicep", 4)]
    [InlineData("infra/modules/deployer.bicep", 2)]
    [InlineData("infra/modules/identity-operator.bicep", 1)]
    public void The_name_of_an_assignment_has_the_principal(string file, int assignments)
    {
        var names = AssignmentName().Matches(Repository.Read(file));

        names.Count.ShouldBe(assignments);
        names.ShouldAllBe(name => name.Groups["arguments"].Value.Contains("principalId", StringComparison.Ordinal));
    }

    private static string Scope(Resource assignment) =>
        assignment.Id.StartsWith('[')
            ? assignment.Id.Split('\'')[1]
            : assignment.Id[..assignment.Id.IndexOf("/providers/Microsoft.Authorization/", StringComparison.Ordinal)];

    private static string Principal(Resource assignment) => assignment.Value("properties.principalId")!;

    private static string Role(Resource assignment)
    {
        var id = assignment.Value("properties.roleDefinitionId")!.Split('/')[^1];
        return Roles.GetValueOrDefault(id, id);
    }

    [GeneratedRegex(@"name: guid\((?<arguments>.*)\)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AssignmentName();
}
