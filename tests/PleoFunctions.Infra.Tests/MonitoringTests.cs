namespace PleoFunctions.Infra.Tests;

public sealed class MonitoringTests
{
    private static readonly string[] Logging =
    [
        "Microsoft.KeyVault/vaults",
        "Microsoft.Network/networkSecurityGroups",
        "Microsoft.Network/virtualNetworks",
        "Microsoft.OperationalInsights/workspaces",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Storage/storageAccounts/tableServices",
        "Microsoft.Web/sites",
    ];

    /// <summary>Types that have no logs, or that log without a setting, as Application Insights and the plan do.</summary>
    private static readonly string[] Silent =
    [
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Consumption/budgets",
        "Microsoft.Insights/actionGroups",
        "Microsoft.Insights/activityLogAlerts",
        "Microsoft.Insights/components",
        "Microsoft.Insights/diagnosticSettings",
        "Microsoft.Insights/metricAlerts",
        "Microsoft.Insights/scheduledQueryRules",
        "Microsoft.Insights/webtests",
        "Microsoft.Insights/workbooks",
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        "Microsoft.Network/natGateways",
        "Microsoft.Network/privateDnsZones",
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        "Microsoft.Network/privateEndpoints",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        "Microsoft.Network/publicIPAddresses",
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        "Microsoft.Storage/storageAccounts/tableServices/tables",
        "Microsoft.Web/serverfarms",
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    ];

    [Fact]
    public void Each_resource_type_is_listed_as_logging_or_silent() =>
        Snapshot
            .All.SelectMany(snapshot => snapshot.Resources)
            .Select(resource => resource.Type)
            .Distinct(StringComparer.Ordinal)
            .Except([.. Logging, .. Silent], StringComparer.Ordinal)
            .ShouldBeEmpty();

    [Fact]
    public void Each_resource_that_has_logs_sends_them_to_the_workspace()
    {
        foreach (var type in Logging)
        {
            Snapshot
                .Every(type)
                .ShouldAllBe(resource =>
                    Snapshot
                        .Every("Microsoft.Insights/diagnosticSettings")
                        .Any(setting =>
                            setting.Environment == resource.Environment
                            && setting.Id
                                == resource.Id + "/providers/Microsoft.Insights/diagnosticSettings/to-workspace"
                            && setting.Value("properties.workspaceId") != null
                        )
                );
        }
    }

    [Fact]
    public void Telemetry_is_accepted_only_from_identities()
    {
        Snapshot
            .Every("Microsoft.Insights/components")
            .ShouldAllBe(component => component.Has("properties.DisableLocalAuth", "true"));
        Snapshot
            .Every("Microsoft.OperationalInsights/workspaces")
            .ShouldAllBe(workspace => workspace.Has("properties.features.disableLocalAuth", "true"));
    }

    [Fact]
    [Trait("PSRule", "Azure.AppInsights.Workspace")]
    public void Application_Insights_keeps_its_data_in_the_workspace() =>
        Snapshot
            .Every("Microsoft.Insights/components")
            .ShouldAllBe(component => !string.IsNullOrEmpty(component.Value("properties.WorkspaceResourceId")));

    /// <summary>A flood of telemetry must not silence the audit logs.</summary>
    [Fact]
    public void Only_the_telemetry_has_a_daily_cap_and_only_the_app_sends_to_it()
    {
        foreach (var snapshot in Snapshot.All)
        {
            var capped = snapshot
                .Of("Microsoft.OperationalInsights/workspaces")
                .Single(workspace => workspace.Value("properties.workspaceCapping.dailyQuotaGb") != null);

            capped.Name.ShouldBe(
                snapshot
                    .Of("Microsoft.Insights/components")
                    .Single()
                    .Value("properties.WorkspaceResourceId")!
                    .Split('/')[^1]
            );
            snapshot
                .Of("Microsoft.Insights/diagnosticSettings")
                .Where(setting => setting.Has("properties.workspaceId", capped.Id))
                .ShouldAllBe(setting => setting.Id.Contains("/Microsoft.Web/sites/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Each_alert_notifies_the_people_on_call()
    {
        foreach (var snapshot in Snapshot.All)
        {
            var people = snapshot.Of("Microsoft.Insights/actionGroups").Single().Id;

            Alerts(snapshot)
                .ShouldAllBe(alert => alert.Value("properties.actions")!.Contains(people, StringComparison.Ordinal));
        }
    }

    /// <summary>An app that is down sends no telemetry, and the daily cap stops the alerts on it.</summary>
    [Theory]
    [InlineData("app-down")]
    [InlineData("server-errors")]
    [InlineData("vault-availability")]
    [InlineData("storage-availability")]
    public void Each_environment_has_this_alert_that_needs_no_telemetry(string what) =>
        Snapshot.All.ShouldAllBe(snapshot =>
            snapshot.Of("Microsoft.Insights/metricAlerts").Count(alert => alert.Name == $"pleo-{snapshot.Name}-{what}")
            == 1
        );

    [Fact]
    public void Five_places_on_the_internet_call_the_app()
    {
        foreach (var test in Snapshot.Every("Microsoft.Insights/webtests"))
        {
            test.Value("properties.Request.RequestUrl")!.ShouldContain("/api/health/live");
            test.Element("properties.Locations")!.Value.GetArrayLength().ShouldBe(5);
            test.Value("tags")!.ShouldContain("hidden-link:/subscriptions/");
        }
    }

    /// <summary>https://learn.microsoft.com/rest/api/monitor/metric-alerts: not every duration is a window.</summary>
    [Fact]
    public void The_windows_of_metric_alerts_are_allowed() =>
        Snapshot
            .Every("Microsoft.Insights/metricAlerts")
            .Select(alert => alert.Value("properties.windowSize"))
            .Except(["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"], StringComparer.Ordinal)
            .ShouldBeEmpty();

    /// <summary>https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-troubleshoot-log</summary>
    [Fact]
    public void A_rule_that_Azure_disables_raises_an_alert() =>
        Snapshot
            .Every("Microsoft.Insights/activityLogAlerts")
            .ShouldAllBe(alert =>
                alert
                    .Value("properties.condition")!
                    .Contains("Microsoft.Insights/ScheduledQueryRules/disable/action", StringComparison.Ordinal)
            );

    [Fact]
    public void Staging_and_production_have_a_budget() =>
        new[] { Snapshot.Staging, Snapshot.Production }.ShouldAllBe(snapshot =>
            snapshot.Of("Microsoft.Consumption/budgets").Count() == 1
        );

    [Fact]
    public void Each_environment_has_an_address_for_the_people_on_call() =>
        new[] { Snapshot.Staging, Snapshot.Production }.ShouldAllBe(snapshot =>
            snapshot
                .Of("Microsoft.Insights/actionGroups")
                .Single()
                .Element("properties.emailReceivers")!
                .Value.GetArrayLength() > 0
        );

    [Fact]
    public void An_alert_resolves_when_its_cause_ends() =>
        Snapshot
            .Every("Microsoft.Insights/scheduledQueryRules")
            .ShouldAllBe(alert =>
                alert.Has("properties.autoMitigate", "true") && alert.Has("properties.enabled", "true")
            );

    [Fact]
    [Trait("PSRule", "Azure.Alert.HighFrequencyQuery")]
    public void No_alert_is_evaluated_every_minute() =>
        Snapshot
            .Every("Microsoft.Insights/scheduledQueryRules")
            .ShouldAllBe(alert => !alert.Has("properties.evaluationFrequency", "PT1M"));

    [Theory]
    [InlineData("failure-share")]
    [InlineData("pleo-unauthorized")]
    [InlineData("company-mismatch")]
    [InlineData("signature-failures")]
    [InlineData("vault-unavailable")]
    [InlineData("ledger-unavailable")]
    [InlineData("outcome-unknown")]
    [InlineData("latency")]
    [InlineData("secret-expiry")]
    [InlineData("dead")]
    [InlineData("open-age")]
    [InlineData("recovery-silent")]
    [InlineData("silence")]
    [InlineData("log-cap")]
    public void Production_has_this_alert(string what) =>
        Snapshot
            .Production.Of("Microsoft.Insights/scheduledQueryRules")
            .ShouldContain(alert => alert.Name == "pleo-production-" + what);

    [Fact]
    public void Staging_has_no_alert_for_missing_traffic() =>
        Snapshot
            .Staging.Of("Microsoft.Insights/scheduledQueryRules")
            .ShouldNotContain(alert => alert.Name.EndsWith("-silence", StringComparison.Ordinal));

    [Fact]
    public void The_operations_manual_lists_three_checks_for_each_alert()
    {
        var operations = Repository.Read("docs/operations.md");

        foreach (var alert in Alerts(Snapshot.Production))
        {
            var name = alert.Name["pleo-production-".Length..];
            alert.Value("properties.description")!.ShouldEndWith($"docs/operations.md#alert-{name}");

            var heading = operations.IndexOf($"\n### Alert: {name}\n", StringComparison.Ordinal);
            heading.ShouldBeGreaterThan(0, $"docs/operations.md has no heading 'Alert: {name}'");
            var end = operations.IndexOf("\n#", heading + 2, StringComparison.Ordinal);
            var section = operations[heading..(end < 0 ? operations.Length : end)];
            section.ShouldContain("\n1. ");
            section.ShouldContain("\n2. ");
            section.ShouldContain("\n3. ");
        }
    }

    private static IEnumerable<Resource> Alerts(Snapshot snapshot) =>
        [
            .. snapshot.Of("Microsoft.Insights/scheduledQueryRules"),
            .. snapshot.Of("Microsoft.Insights/metricAlerts"),
            .. snapshot.Of("Microsoft.Insights/activityLogAlerts"),
        ];
}
