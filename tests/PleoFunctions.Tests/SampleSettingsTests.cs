using System.Text.Json.Nodes;
using PleoFunctions.Testing;

namespace PleoFunctions.Tests;

/// <summary><c>local.settings.sample.json</c> works once it is copied.</summary>
public sealed class SampleSettingsTests
{
    [Fact]
    public void The_host_starts_with_it_and_needs_no_storage()
    {
        ((bool?)SampleSettings.File["IsEncrypted"]).ShouldBe(false);
        SampleSettings.Values["FUNCTIONS_WORKER_RUNTIME"].ShouldBe("dotnet-isolated");
        SampleSettings.Values["AzureWebJobsSecretStorageType"].ShouldBe("files");
        SampleSettings.Values.ShouldNotContainKey("AzureWebJobsStorage");
    }

    [Fact]
    public void It_leaves_the_environment_to_the_Core_Tools_which_warn_of_a_value_of_ours() =>
        SampleSettings.Values.ShouldNotContainKey("AZURE_FUNCTIONS_ENVIRONMENT");

    [Fact]
    public void The_timer_has_its_schedule_but_is_off_because_it_needs_storage()
    {
        SampleSettings.Values["AzureWebJobs.Recover.Disabled"].ShouldBe("true");
        SampleSettings.Values["Recovery__Schedule"].ShouldBe("0 * * * * *");
    }

    [Fact]
    public async Task The_launch_profile_has_the_same_settings()
    {
        var file = await System.IO.File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src", "PleoFunctions", "Properties", "launchSettings.json"),
            TestContext.Current.CancellationToken
        );

        var launched = JsonNode.Parse(file)!["profiles"]!["func"]!["environmentVariables"]!.AsObject();

        launched
            .ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal)
            .ShouldBe(SampleSettings.Values, ignoreOrder: true);
    }

    [Fact]
    public async Task The_app_starts_with_it_as_it_is()
    {
        await using var app = new FunctionApp(SampleSettings.InTheWorker);

        app.Logs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_delivery_signed_by_send_is_installed_at_the_named_simulated_Pleo()
    {
        await using var pleo = await SocketPleo.StartAsync();
        var named = new Uri(SampleSettings.Values["Pleo__BaseAddress"]!);
        pleo.Address.AbsolutePath.ShouldBe(named.AbsolutePath);
        await using var app = new FunctionApp(
            SampleSettings.WithPleoAt(new UriBuilder(named) { Port = pleo.Address.Port, Host = pleo.Address.Host }.Uri)
        );
        await using var host = await FunctionHost.StartAsync(app);

        var sent = await DotnetCommand.RunAsync(
            AppContext.BaseDirectory,
            "PleoFunctions.Local.dll",
            "send",
            "--tenant",
            "northwind",
            "--url",
            host.Address
        );

        sent.ExitCode.ShouldBe(0, sent.Said);
        sent.Said.ShouldStartWith("200 OK\nOnboarding-Outcome: created\n");
        pleo.Creations.ShouldHaveSingleItem().Tenant.ShouldBe("northwind");
    }
}
