using System.Text.Json;

namespace PleoFunctions.Infra.Tests;

/// <summary>One parameter turns on network isolation: production has it, staging does not.</summary>
public sealed class NetworkTests
{
    private static IReadOnlyList<Resource> Networks => Snapshot.Every("Microsoft.Network/virtualNetworks");

    [Fact]
    public void Without_the_parameter_there_is_no_network()
    {
        Snapshot.Staging.Resources.ShouldAllBe(resource =>
            !resource.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal)
        );
        Snapshot.Staging.App.Value("properties.virtualNetworkSubnetId").ShouldBeNull();
    }

    [Fact]
    public void The_app_joins_a_subnet_that_is_delegated_to_Flex_Consumption()
    {
        Snapshot.Production.App.Value("properties.virtualNetworkSubnetId").ShouldNotBeNull();
        Networks.ShouldAllBe(network =>
            Subnet(network, "app")
                .GetProperty("delegations")[0]
                .GetProperty("properties")
                .GetProperty("serviceName")
                .GetString() == "Microsoft.App/environments"
        );
    }

    [Fact]
    [Trait("PSRule", "Azure.VNET.UseNSGs")]
    public void Each_subnet_has_a_network_security_group() =>
        Networks.ShouldAllBe(network => HaveSecurityGroups(network));

    [Fact]
    [Trait("PSRule", "Azure.NSG.LateralTraversal")]
    public void Each_group_denies_remote_logins() =>
        Snapshot
            .Every("Microsoft.Network/networkSecurityGroups")
            .ShouldAllBe(group => Rules(group).Any(DeniesRemoteShells));

    [Fact]
    [Trait("PSRule", "Azure.NSG.AnyInboundSource")]
    public void No_rule_allows_inbound_traffic_from_any_source() =>
        Snapshot
            .Every("Microsoft.Network/networkSecurityGroups")
            .ShouldAllBe(group =>
                Rules(group)
                    .Where(rule => rule.GetProperty("direction").GetString() == "Inbound")
                    .Where(rule => rule.GetProperty("access").GetString() == "Allow")
                    .All(rule => rule.GetProperty("sourceAddressPrefix").GetString() != "*")
            );

    [Fact]
    public void Private_endpoints_obey_their_rules_and_open_no_connections() =>
        Networks.ShouldAllBe(network =>
            Subnet(network, "private-endpoints").GetProperty("privateEndpointNetworkPolicies").GetString()
                == "NetworkSecurityGroupEnabled"
            && !Subnet(network, "private-endpoints").GetProperty("defaultOutboundAccess").GetBoolean()
        );

    [Fact]
    public void Vault_blobs_and_tables_are_reached_by_private_endpoints()
    {
        var endpoints = Snapshot.Production.Of("Microsoft.Network/privateEndpoints").ToList();

        endpoints
            .Select(endpoint =>
                endpoint
                    .Element("properties.privateLinkServiceConnections")!
                    .Value[0]
                    .GetProperty("properties")
                    .GetProperty("groupIds")[0]
                    .GetString()
            )
            .ShouldBe(["vault", "blob", "table"], ignoreOrder: true);
    }

    [Fact]
    public void The_public_names_of_vault_blobs_and_tables_resolve_to_the_endpoints()
    {
        foreach (var type in new[] { "privateDnsZones", "privateDnsZones/virtualNetworkLinks" })
        {
            var names = Snapshot.Production.Of("Microsoft.Network/" + type).Select(zone => zone.Name).ToList();

            names.Count.ShouldBe(3);
            names.ShouldContain(name => name.Contains("privatelink.vaultcore.azure.net", StringComparison.Ordinal));
            names.ShouldContain(name => name.Contains("privatelink.blob.", StringComparison.Ordinal));
            names.ShouldContain(name => name.Contains("privatelink.table.", StringComparison.Ordinal));
        }

        Snapshot.Production.Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count().ShouldBe(3);
    }

    [Fact]
    public void Partners_still_reach_the_app() =>
        Snapshot.Production.App.Value("properties.publicNetworkAccess").ShouldBe("Enabled");

    private static JsonElement.ArrayEnumerator Subnets(Resource network) =>
        network.Element("properties.subnets")!.Value.EnumerateArray();

    private static JsonElement Subnet(Resource network, string name) =>
        Subnets(network)
            .Single(subnet => string.Equals(subnet.GetProperty("name").GetString(), name, StringComparison.Ordinal))
            .GetProperty("properties");

    private static IEnumerable<JsonElement> Rules(Resource group) =>
        group
            .Element("properties.securityRules")!
            .Value.EnumerateArray()
            .Select(rule => rule.GetProperty("properties"));

    private static bool HaveSecurityGroups(Resource network) =>
        Subnets(network).All(subnet => subnet.GetProperty("properties").TryGetProperty("networkSecurityGroup", out _));

    private static bool DeniesRemoteShells(JsonElement rule) =>
        rule.GetProperty("direction").GetString() is "Outbound"
        && rule.GetProperty("access").GetString() is "Deny"
        && rule.TryGetProperty("destinationPortRanges", out var ports)
        && ports
            .EnumerateArray()
            .Select(port => port.GetString())
            .ToHashSet(StringComparer.Ordinal)
            .IsSupersetOf(["22", "3389"]);
}
