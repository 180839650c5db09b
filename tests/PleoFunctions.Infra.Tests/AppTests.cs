using System.Globalization;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Infra.Tests;

public sealed class AppTests
{
    private static IReadOnlyList<Resource> Apps => Snapshot.Every("Microsoft.Web/sites");

    /// <summary>
    /// https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
    /// </summary>
    public static TheoryData<string> SettingsOfOtherPlans { get; } =
    [
        "AzureWebJobsStorage",
        "ENABLE_ORYX_BUILD",
        "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_MAX_HTTP_CONCURRENCY",
        "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED",
        "FUNCTIONS_WORKER_PROCESS_COUNT",
        "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION",
        "SCM_DO_BUILD_DURING_DEPLOYMENT",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTOVERVNET",
        "WEBSITE_CONTENTSHARE",
        "WEBSITE_DNS_SERVER",
        "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT",
        "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE",
        "WEBSITE_SKIP_CONTENTSHARE_VALIDATION",
        "WEBSITE_TIME_ZONE",
        "WEBSITE_VNET_ROUTE_ALL",
    ];

    /// <summary>
    /// The same page; the health check by
    /// https://github.com/microsoft/azure-skills/blob/main/skills/azure-reliability/references/services/functions/reliability.md
    /// </summary>
    public static TheoryData<string> PropertiesOfOtherPlans { get; } =
    [
        "containerSize",
        "isXenon",
        "vnetBackupRestoreEnabled",
        "vnetContentShareEnabled",
        "vnetImagePullEnabled",
        "vnetRouteAllEnabled",
        "siteConfig.alwaysOn",
        "siteConfig.ftpsState",
        "siteConfig.functionAppScaleLimit",
        "siteConfig.healthCheckPath",
        "siteConfig.linuxFxVersion",
        "siteConfig.minimumElasticInstanceCount",
        "siteConfig.netFrameworkVersion",
        "siteConfig.preWarmedInstanceCount",
        "siteConfig.use32BitWorkerProcess",
        "siteConfig.vnetRouteAllEnabled",
        "siteConfig.windowsFxVersion",
    ];

    [Fact]
    public void The_plan_is_Flex_Consumption_on_Linux() =>
        Snapshot
            .Every("Microsoft.Web/serverfarms")
            .ShouldAllBe(plan =>
                plan.Has("sku.name", "FC1")
                && plan.Has("sku.tier", "FlexConsumption")
                && plan.Has("properties.reserved", "true")
            );

    [Fact]
    public void The_runtime_is_the_isolated_worker_on_the_framework_that_the_app_is_built_for() =>
        Apps.ShouldAllBe(app =>
            app.Has("properties.functionAppConfig.runtime.name", "dotnet-isolated")
            && app.Has("properties.functionAppConfig.runtime.version", System.Environment.Version.ToString(2))
        );

    [Theory]
    [MemberData(nameof(SettingsOfOtherPlans))]
    public void Uses_no_setting_that_Flex_Consumption_refuses(string name) =>
        Snapshot.All.ShouldAllBe(snapshot => !snapshot.AppSettings.ContainsKey(name));

    [Theory]
    [MemberData(nameof(PropertiesOfOtherPlans))]
    public void Sets_no_property_that_Flex_Consumption_lacks(string path) =>
        Apps.ShouldAllBe(app => app.Element("properties." + path) == null);

    /// <summary>On Linux, App Service allows letters, digits, periods and underscores in setting names.</summary>
    [Fact]
    public void Setting_names_are_valid_on_Linux() =>
        Snapshot.All.ShouldAllBe(snapshot =>
            snapshot.AppSettings.Keys.All(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '.' || c == '_'))
        );

    [Fact]
    [Trait("PSRule", "Azure.AppService.UseHTTPS")]
    public void Only_encrypted_connections_are_accepted() =>
        Apps.ShouldAllBe(app => app.Has("properties.httpsOnly", "true"));

    [Fact]
    [Trait("PSRule", "Azure.AppService.MinTLS")]
    public void TLS_is_at_least_1_2() =>
        Apps.ShouldAllBe(app =>
            app.Has("properties.siteConfig.minTlsVersion", "1.2")
            && app.Has("properties.siteConfig.scmMinTlsVersion", "1.2")
        );

    [Fact]
    [Trait("PSRule", "Azure.AppService.HTTP2")]
    public void HTTP_2_is_enabled() => Apps.ShouldAllBe(app => app.Has("properties.siteConfig.http20Enabled", "true"));

    [Fact]
    [Trait("PSRule", "Azure.AppService.ARRAffinity")]
    public void Client_affinity_is_off() =>
        Apps.ShouldAllBe(app => app.Has("properties.clientAffinityEnabled", "false"));

    [Fact]
    [Trait("PSRule", "Azure.AppService.RemoteDebug")]
    public void Remote_debugging_is_off() =>
        Apps.ShouldAllBe(app => app.Has("properties.siteConfig.remoteDebuggingEnabled", "false"));

    [Theory]
    [InlineData("ftp")]
    [InlineData("scm")]
    [Trait("PSRule", "Azure.AppService.WebSecureFtp")]
    public void Publishing_with_a_password_is_off(string way)
    {
        var policies = Snapshot
            .Every("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
            .Where(policy => policy.Name.EndsWith("/" + way, StringComparison.Ordinal))
            .ToList();

        policies.Count.ShouldBe(Snapshot.All.Count);
        policies.ShouldAllBe(policy => policy.Has("properties.allow", "false"));
    }

    [Fact]
    [Trait("PSRule", "Azure.AppService.ManagedIdentity")]
    public void The_app_has_one_identity_and_uses_it_for_everything()
    {
        foreach (var snapshot in Snapshot.All)
        {
            var app = snapshot.App;

            app.Value("identity.type").ShouldBe("UserAssigned");
            app.Element("identity.userAssignedIdentities")!.Value.EnumerateObject().Count().ShouldBe(1);
            app.Value("properties.functionAppConfig.deployment.storage.authentication.type")
                .ShouldBe("UserAssignedIdentity");
            snapshot.AppSettings["AzureWebJobsStorage__credential"].ShouldBe("managedidentity");
            snapshot
                .AppSettings["AzureWebJobsStorage__clientId"]
                .ShouldBe(snapshot.AppSettings["AZURE_CLIENT_ID"], "the host uses the app's identity");
            snapshot
                .AppSettings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]
                .ShouldContain("ClientId={0};Authorization=AAD");
        }
    }

    /// <summary>
    /// Rolling updates are in preview and "not recommended for production apps":
    /// https://learn.microsoft.com/azure/azure-functions/flex-consumption-site-updates
    /// </summary>
    [Fact]
    public void A_deployment_uses_no_preview() =>
        Apps.ShouldAllBe(app => app.Element("properties.functionAppConfig.siteUpdateStrategy") == null);

    /// <summary>
    /// Without these the host answers <c>GET /</c> with its own page and accepts 100 MB:
    /// HomepageMiddleware and HttpRequestBodySizeMiddleware in https://github.com/Azure/azure-functions-host.
    /// </summary>
    [Fact]
    public void The_host_shows_no_page_and_refuses_bodies_much_larger_than_the_apps_limit()
    {
        foreach (var snapshot in Snapshot.All)
        {
            snapshot.AppSettings["AzureWebJobsDisableHomepage"].ShouldBe("true");
            int.Parse(snapshot.AppSettings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"], CultureInfo.InvariantCulture)
                .ShouldBeInRange(WebhookBody.MaxLength + 1, 4 * WebhookBody.MaxLength);
        }
    }

    [Fact]
    public void In_production_two_instances_in_two_zones_are_always_ready()
    {
        var plan = Snapshot.Production.Of("Microsoft.Web/serverfarms").Single();
        var ready = Snapshot
            .Production.App.Element("properties.functionAppConfig.scaleAndConcurrency.alwaysReady")!
            .Value.EnumerateArray()
            .Single();

        plan.Value("properties.zoneRedundant").ShouldBe("true");
        ready.GetProperty("name").GetString().ShouldBe("http");
        ready.GetProperty("instanceCount").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Everyone_may_call_when_no_callers_are_given() =>
        Apps.Where(app => app.Environment is "staging" or "production")
            .ShouldAllBe(app =>
                app.Has("properties.publicNetworkAccess", "Enabled")
                && app.Has("properties.siteConfig.ipSecurityRestrictionsDefaultAction", "Allow")
                && app.Has("properties.siteConfig.ipSecurityRestrictions", "[]")
            );

    [Fact]
    public void Only_the_callers_may_call_when_some_are_given()
    {
        var app = Snapshot.Complete.App;

        app.Value("properties.siteConfig.ipSecurityRestrictionsDefaultAction").ShouldBe("Deny");
        app.Element("properties.siteConfig.ipSecurityRestrictions")!
            .Value.EnumerateArray()
            .Select(rule =>
                (
                    rule.GetProperty("ipAddress").GetString(),
                    rule.GetProperty("tag").GetString(),
                    rule.GetProperty("headers")
                        .GetRawText()
                        .Replace(" ", "", StringComparison.Ordinal)
                        .ReplaceLineEndings(""),
                    rule.GetProperty("action").GetString()
                )
            )
            .ShouldBe([
                ("203.0.113.0/24", "Default", "{}", "Allow"),
                ("198.51.100.7/32", "Default", "{}", "Allow"),
                (
                    "AzureFrontDoor.Backend",
                    "ServiceTag",
                    """{"x-azure-fdid":["11111111-1111-1111-1111-111111111111"]}""",
                    "Allow"
                ),
                ("ApplicationInsightsAvailability", "ServiceTag", "{}", "Allow"),
            ]);
    }

    [Fact]
    public void The_app_has_the_tag_that_azd_looks_for() =>
        Apps.ShouldAllBe(app => app.Has("tags.azd-service-name", "app"));
}
