namespace PleoFunctions.Infra.Tests;

/// <summary>What may be deployed by whom: <c>infra/identities.bicep</c>, which an owner deploys once.</summary>
public sealed class IdentitiesTests
{
    private static readonly string AppGroup =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-pleo-app";

    private static Resource Assignment(string role) =>
        Snapshot
            .Identities.Of("Microsoft.Authorization/roleAssignments")
            .Single(assignment =>
                assignment.Value("properties.roleDefinitionId")!.EndsWith(role, StringComparison.Ordinal)
            );

    /// <summary>https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims</summary>
    [Fact]
    public void GitHub_is_trusted_by_the_ids_of_owner_and_repository() =>
        Snapshot
            .Identities.Of("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials")
            .Single()
            .Value("properties.subject")
            .ShouldBe("repo:octo-org@123456/octo-repo@456789:environment:identities");

    [Fact]
    public async Task A_repository_without_ids_is_refused()
    {
        var run = await BicepCli.RunAsync(
            "snapshot",
            "tests/PleoFunctions.Infra.Tests/Parameters/wrong/repository.bicepparam",
            "--mode",
            "validate"
        );

        run.ExitCode.ShouldNotBe(0);
        run.Errors.ShouldContain("repository 'octo-org/octo-repo' has no ids");
    }

    [Fact]
    public async Task Without_a_repository_only_the_identity_of_the_app_is_made()
    {
        var byHand = await Snapshot.PredictAsync(
            "tests/PleoFunctions.Infra.Tests/Parameters/identities.bicepparam",
            ("param repository = 'octo-org@123456/octo-repo@456789'", "")
        );

        byHand
            .Resources.Select(resource => resource.Type)
            .ShouldBe(
                ["Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Authorization/locks"],
                ignoreOrder: true
            );
    }

    [Theory]
    [InlineData("write", "Request")]
    [InlineData("delete", "Resource")]
    public void The_deployer_gives_only_the_apps_roles_and_only_to_the_app(string action, string source)
    {
        var condition = Assignment("f58310d9-a9f6-439a-9e8d-f62e7b41a168").Value("properties.condition")!;
        var roles = string.Join(
            ", ",
            Snapshot
                .Production.Of("Microsoft.Authorization/roleAssignments")
                .Select(assignment => assignment.Value("properties.roleDefinitionId")!.Split('/')[^1])
        );

        condition.ShouldContain($"'{action}', '{source}', ");
        condition.ShouldContain("RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{2}}} AND");
        condition.ShouldContain("PrincipalId] ForAnyOfAnyValues:GuidEquals {{{4}}}))");
        roles.Split(", ").ShouldAllBe(role => condition.Contains(role, StringComparison.Ordinal));
        condition
            .Split("userAssignedIdentities/id-pleo-identities', '2024-11-30').principalId)")
            .Length.ShouldBe(3, "both parts are pinned to the app's identity");
    }

    /// <summary>Contributor may change and federate every identity of its group.</summary>
    [Fact]
    public void The_deployer_is_no_contributor_where_the_identities_are()
    {
        Assignment("b24988ac-6180-42a0-ab88-20f7382dd24c").Id.ShouldContain($"guid('{AppGroup}',");
        Assignment("f58310d9-a9f6-439a-9e8d-f62e7b41a168").Id.ShouldContain($"guid('{AppGroup}',");
        Assignment("f1a07417-d97a-45cb-824c-7a7467783830")
            .Id.ShouldContain("userAssignedIdentities/id-pleo-identities'");
        Snapshot.Identities.Of("Microsoft.Authorization/roleAssignments").Count().ShouldBe(3);
    }

    [Fact]
    public void The_identity_of_the_app_is_locked() =>
        Snapshot
            .Identities.Of("Microsoft.Authorization/locks")
            .Single()
            .Id.ShouldContain("userAssignedIdentities/id-pleo-identities/");

    [Theory]
    [InlineData("staging")]
    [InlineData("production")]
    public void The_identity_of_the_app_is_in_another_group_than_the_app(string name)
    {
        var snapshot = Snapshot.All.Single(one => string.Equals(one.Name, name, StringComparison.Ordinal));

        snapshot.Of("Microsoft.ManagedIdentity/userAssignedIdentities").ShouldBeEmpty();
        snapshot
            .App.Value("identity.userAssignedIdentities")!
            .ShouldContain($"/resourceGroups/rg-pleo-{name}-identity/providers/Microsoft.ManagedIdentity/");
    }
}
