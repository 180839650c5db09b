using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Infra.Tests;

/// <summary>The template sets exactly the settings that the app reads.</summary>
public sealed partial class SettingsTests
{
    /// <summary>Stands for a freely chosen name of a partner or secret.</summary>
    private const string Any = "*";

    /// <summary>Read by the Functions host or by the telemetry exporter.</summary>
    private static readonly string[] OfTheHost =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
    ];

    /// <summary>Not set in Azure: refused there, not needed, or replaced by Application Insights.</summary>
    private static readonly string[] OfOtherPlaces =
    [
        OnboardingEnvironment.Setting,
        "Deliveries__ConnectionString",
        "Pleo__BaseAddress",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "Secrets__*",
    ];

    public static TheoryData<string> Names { get; } = [.. Snapshot.All.Select(snapshot => snapshot.Name)];

    [Fact]
    public void Each_setting_that_the_app_reads_can_be_set() =>
        ReadByTheApp()
            .Except(OfOtherPlaces, StringComparer.Ordinal)
            .Except(Snapshot.Complete.AppSettings.Keys.Select(Generalize), StringComparer.Ordinal)
            .ShouldBeEmpty();

    [Fact]
    public void Each_setting_that_is_set_is_read() =>
        Snapshot
            .All.SelectMany(snapshot => snapshot.AppSettings.Keys.Select(Generalize))
            .Except(OfTheHost, StringComparer.Ordinal)
            .Except(ReadByTheApp(), StringComparer.Ordinal)
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void The_app_accepts_its_settings(string name)
    {
        using var provider = Start(name);

        Should.NotThrow(() => provider.GetRequiredService<IOptions<PleoOptions>>().Value);
        Should.NotThrow(() => provider.GetRequiredService<IOptions<KeyVaultOptions>>().Value);
        Should.NotThrow(() => provider.GetRequiredService<IOptions<LocalSecretsOptions>>().Value);
        Should.NotThrow(() => provider.GetRequiredService<IOptions<DeliveriesOptions>>().Value);
        Should.NotThrow(() => provider.GetRequiredService<IOptions<RecoveryOptions>>().Value);
        Should.NotThrow(() => provider.GetRequiredService<IOptions<OperatorsOptions>>().Value);
        Should.NotThrow(() => provider.GetRequiredService<IOptions<PartnersOptions>>().Value);
    }

    [Fact]
    public void The_app_knows_the_partners_of_production()
    {
        using var provider = Start("production");

        var partners = provider.GetRequiredService<PartnerDirectory>();

        partners.All.Select(partner => partner.Name).ShouldBe(["acme", "globex"], ignoreOrder: true);
    }

    [Fact]
    public void The_partners_in_a_parameter_file_reach_the_app()
    {
        using var provider = Start("complete");

        var options = provider.GetRequiredService<IOptions<PartnersOptions>>().Value.Partners["initech"];

        options.ApiKeySecret.ShouldBe("shared-{tenant}-key");
        options.Events.ShouldBe("""["account.connected","account.changed"]""");
        options.Mapping.EventType.ShouldBe("/kind");
        options.AnswerWithin.ShouldBe("00:00:03");
        options.ApiKeyScheme.ShouldBe("Bearer");
        options.Signature.Scheme.ShouldBe("stripe");
        options.Signature.Secret.ShouldBe("initech-signing");
        options.Signature.Tolerance.ShouldBe("00:10:00");
        options.Mapping.DeliveryId.ShouldBe("/id");
        options.Mapping.OccurredAt.ShouldBe("/created");
        options.Mapping.Tenant.ShouldBe("/account");
        options.Mapping.CompanyId.ShouldBe("/pleo/company");
        options.Mapping.Status.ShouldBe("/state");
        options.Mapping.DefaultStatus.ShouldBe("AUTHORIZED");
        options.Mapping.StatusMap.ShouldBe("""{"live":"ACTIVATED"}""");
        options.Mapping.Metadata.ShouldBe("/attributes");
    }

    [Fact]
    public void The_operators_in_a_parameter_file_reach_the_app()
    {
        using var provider = Start("complete");

        var operators = provider.GetRequiredService<IOptions<OperatorsOptions>>().Value;

        operators.Authority.ShouldBe("https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0");
        operators.Audience.ShouldBe("66666666-7777-8888-9999-000000000000");
        operators.AdminKey.ShouldBe("false");
    }

    [Theory]
    [InlineData("staging", "0 * * * * *", "3.00:00:00", "90.00:00:00")]
    [InlineData("production", "0 * * * * *", "3.00:00:00", "90.00:00:00")]
    [InlineData("complete", "30 */2 * * * *", "2.00:00:00", "30.00:00:00")]
    public void Recovery_runs_every_minute_unless_the_parameters_say_otherwise(
        string name,
        string schedule,
        string giveUpAfter,
        string retention
    )
    {
        using var provider = Start(name);

        var recovery = provider.GetRequiredService<IOptions<RecoveryOptions>>().Value;

        recovery.Schedule.ShouldBe(schedule);
        recovery.GiveUpAfter.ShouldBe(giveUpAfter);
        provider.GetRequiredService<IOptions<DeliveriesOptions>>().Value.Retention.ShouldBe(retention);
    }

    [Fact]
    public void The_ledger_is_the_table_that_the_template_creates()
    {
        foreach (var snapshot in Snapshot.All)
        {
            snapshot
                .Of("Microsoft.Storage/storageAccounts/tableServices/tables")
                .Single()
                .Name.ShouldEndWith("/" + snapshot.AppSettings["Deliveries__TableName"]);
        }
    }

    private static ServiceProvider Start(string name)
    {
        var settings = Snapshot
            .All.Single(snapshot => string.Equals(snapshot.Name, name, StringComparison.Ordinal))
            .AppSettings.ToDictionary(
                setting => setting.Key.Replace("__", ":", StringComparison.Ordinal),
                setting => (string?)Resolve(setting.Value),
                StringComparer.Ordinal
            );
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddLogging().AddOnboarding(configuration).BuildServiceProvider();
    }

    /// <summary>Replaces values that only Azure knows with values of the same form.</summary>
    private static string Resolve(string value)
    {
        // A JSON list is a value; an expression begins with the name of a function.
        if (value is not ['[', var first, ..] || !char.IsAsciiLetter(first))
        {
            return value;
        }

        var resolved = value
            .Replace("environment().suffixes.storage", "'core.windows.net'", StringComparison.Ordinal)
            .Replace("environment().suffixes.keyvaultDns", "'.vault.azure.net'", StringComparison.Ordinal);
        if (FormatCall().Match(resolved) is not { Success: true } call)
        {
            return "00000000-0000-0000-0000-000000000000";
        }

        object[] arguments = [call.Groups["first"].Value, call.Groups["second"].Value];
        return string.Format(CultureInfo.InvariantCulture, call.Groups["format"].Value, arguments);
    }

    /// <summary>All settings that the app reads, by its options or otherwise.</summary>
    private static IReadOnlyList<string> ReadByTheApp()
    {
        var sections =
            from type in typeof(OnboardingHandler).Assembly.GetTypes()
            let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
            where section is { IsLiteral: true } && type.Name.EndsWith("Options", StringComparison.Ordinal)
            where type != typeof(PartnersOptions)
            select Settings(type, (string)section.GetRawConstantValue()!);

        var singles =
            from type in typeof(OnboardingHandler).Assembly.GetTypes()
            from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            where field.IsLiteral && field.FieldType == typeof(string)
            where field.Name.EndsWith("Setting", StringComparison.Ordinal)
            select (string)field.GetRawConstantValue()!;

        // These options bind to the whole configuration: each dictionary is a section.
        return
        [
            .. sections.SelectMany(names => names),
            .. Settings(typeof(PartnersOptions), prefix: null),
            .. Settings(typeof(LocalSecretsOptions), prefix: null),
            .. singles,
        ];
    }

    private static IEnumerable<string> Settings(Type options, string? prefix) =>
        from property in options.GetProperties()
        let name = prefix is null ? property.Name : $"{prefix}__{property.Name}"
        from setting in Setting(property.PropertyType, name)
        select setting;

    private static IEnumerable<string> Setting(Type type, string name) =>
        type switch
        {
            _ when type == typeof(string) => [name],
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(Dictionary<,>) => Setting(
                type.GetGenericArguments()[1],
                $"{name}__{Any}"
            ),
            _ => Settings(type, name),
        };

    private static string Generalize(string setting) =>
        setting.Split("__") is ["Partners", _, .. var rest] ? string.Join("__", ["Partners", Any, .. rest]) : setting;

    [GeneratedRegex(
        @"^\[format\('(?<format>[^']*)', '(?<first>[^']*)', '(?<second>[^']*)'\)\]$",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FormatCall();
}
