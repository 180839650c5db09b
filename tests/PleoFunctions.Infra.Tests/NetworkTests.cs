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
    public void Only_TLS_and_DNS_leave_a_subnet()
    {
        foreach (var group in Snapshot.Every("Microsoft.Network/networkSecurityGroups"))
        {
            var outbound = Rules(group)
                .Where(rule => rule.GetProperty("direction").ValueEquals("Outbound"))
                .OrderBy(rule => rule.GetProperty("priority").GetInt32())
                .Select(rule =>
                    (rule.GetProperty("access").GetString(), rule.GetProperty("destinationPortRange").GetString())
                )
                .ToList();

            outbound[^1].ShouldBe(("Deny", "*"), group.Name);
            outbound[..^1].ShouldBeSubsetOf([("Allow", "443"), ("Allow", "53")]);
        }
    }

    [Fact]
    public void The_app_and_the_operators_reach_the_private_endpoints() =>
        Rules(EndpointGroup(Snapshot.Complete))
            .Single(rule => rule.GetProperty("access").ValueEquals("Allow"))
            .GetProperty("sourceAddressPrefixes")
            .EnumerateArray()
            .Select(prefix => prefix.GetString())
            .ShouldBe(["10.99.0.0/25", "10.98.0.0/28"]);

    [Fact]
    public void A_fixed_egress_address_is_there_only_where_asked_for()
    {
        Snapshot.Production.Of("Microsoft.Network/natGateways").ShouldBeEmpty();

        var gateway = Snapshot.Complete.Of("Microsoft.Network/natGateways").Single().Id;
        Subnet(Snapshot.Complete.Of("Microsoft.Network/virtualNetworks").Single(), "app")
            .GetProperty("natGateway")
            .GetProperty("id")
            .GetString()
            .ShouldBe(gateway);
    }

    [Fact]
    public async Task A_network_of_your_own_gets_only_the_endpoints()
    {
        var own = await Snapshot.PredictAsync(
            "infra/production.bicepparam",
            ("kind: 'new'", "kind: 'existing'"),
            (
                "addressPrefix: '10.40.0.0/24'",
                "appSubnetId: '/own/app', endpointsSubnetId: '/own/endpoints', "
                    + "zones: { vault: '/own/vault', blob: '/own/blob', table: '/own/table' }"
            )
        );

        own.Of("Microsoft.Network/virtualNetworks").ShouldBeEmpty();
        own.Of("Microsoft.Network/networkSecurityGroups").ShouldBeEmpty();
        own.Of("Microsoft.Network/privateDnsZones").ShouldBeEmpty();
        own.App.Value("properties.virtualNetworkSubnetId").ShouldBe("/own/app");
        own.Of("Microsoft.Network/privateEndpoints").Count().ShouldBe(3);
        own.Of("Microsoft.Network/privateEndpoints")
            .ShouldAllBe(endpoint => endpoint.Has("properties.subnet.id", "/own/endpoints"));
        own.Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
            .Select(group =>
                group
                    .Element("properties.privateDnsZoneConfigs")!
                    .Value[0]
                    .GetProperty("properties")
                    .GetProperty("privateDnsZoneId")
                    .GetString()
            )
            .ShouldBe(["/own/vault", "/own/blob", "/own/table"], ignoreOrder: true);
    }

    [Fact]
    [Trait("PSRule", "Azure.NSG.AnyInboundSource")]
    public void No_rule_allows_inbound_traffic_from_any_source() =>
        Snapshot
            .Every("Microsoft.Network/networkSecurityGroups")
            .ShouldAllBe(group =>
                Rules(group)
                    .Where(rule => rule.GetProperty("direction").GetString() == "Inbound")
                    .Where(rule => rule.GetProperty("access").GetString() == "Allow")
                    .SelectMany(rule => rule.GetProperty("sourceAddressPrefixes").EnumerateArray())
                    .All(prefix => prefix.GetString() != "*" && prefix.GetString() != "Internet")
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

    private static Resource EndpointGroup(Snapshot snapshot) =>
        snapshot
            .Of("Microsoft.Network/networkSecurityGroups")
            .Single(group => group.Name.EndsWith("-endpoints-nsg", StringComparison.Ordinal));
}
