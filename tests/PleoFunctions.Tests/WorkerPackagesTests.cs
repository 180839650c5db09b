using System.Text.Json.Nodes;

namespace PleoFunctions.Tests;

/// <summary>
/// The app with the worker's packages or, where the package feed lacks them, without: then one can build and test it, it
/// says so, and refuses everything else. The last restore decides which of the two forms is built.
/// </summary>
public sealed class WorkerPackagesTests
{
    [Fact]
    public void The_restore_has_asked_the_feed_for_these_versions()
    {
        var answer = WorkTree.WorkerAnswer;

        answer.ShouldMatch(@"\A(present|missing): ");
        answer.ShouldContain("Microsoft.Azure.Functions.Worker 2.52.0");
        answer.ShouldContain("Microsoft.Azure.Functions.Worker.Sdk 2.1.0");
        answer.ShouldContain("Microsoft.Azure.Functions.Worker.Extensions.Http 3.3.0");
        answer.ShouldContain("Microsoft.Azure.Functions.Worker.Extensions.Timer 4.3.1");
    }

    [Fact]
    public async Task Without_the_worker_the_build_warns_once_and_publishing_stops()
    {
        using var copy = WorkTree.CopyOfTheApp();

        var build = await copy.RunAsync("build");

        build.ExitCode.ShouldBe(0, build.Said);
        WarningsIn(build).ShouldBe(copy.WorkerIsMissing ? ["PLEO0001"] : [], build.Said);
        if (copy.WorkerIsMissing)
        {
            var publish = await copy.RunAsync("publish", "--no-restore");

            publish.ExitCode.ShouldNotBe(0, publish.Said);
            publish.Said.ShouldContain("error PLEO0002: The app can be neither started nor published in this form");
            publish.Said.ShouldContain("Add a feed that has the worker");
            copy.Published.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Every_publish_compiles_ahead_of_time_for_Linux_and_has_only_what_runs()
    {
        using var copy = WorkTree.CopyOfTheApp();

        var properties = await copy.RunAsync(
            "msbuild",
            "-p:_IsPublishing=true",
            "-getProperty:RuntimeIdentifier,PublishReadyToRun,SelfContained,PublishDocumentationFiles,DebugType,UseAppHost"
        );

        var set = JsonNode.Parse(properties.Said)!["Properties"]!;
        ((string?)set["RuntimeIdentifier"]).ShouldBe("linux-x64");
        ((string?)set["PublishReadyToRun"]).ShouldBe("true");
        ((string?)set["SelfContained"]).ShouldBe("false");
        ((string?)set["PublishDocumentationFiles"]).ShouldBe("false");
        ((string?)set["DebugType"]).ShouldBe("embedded");
        ((string?)set["UseAppHost"]).ShouldBe("false");
    }

    [Fact]
    public async Task Without_the_worker_the_app_does_not_start_and_says_why()
    {
        if (!WorkTree.WorkerIsMissing)
        {
            WorkTree.WorkerAnswer.ShouldStartWith("present: ");
            return;
        }

        var run = await DotnetCommand.RunAsync(AppContext.BaseDirectory, "PleoFunctions.dll");

        run.ExitCode.ShouldBe(1);
        run.Said.ShouldStartWith("PLEO0002: this build of the function app cannot be started.");
        run.Said.ShouldContain("dotnet run --project src/PleoFunctions.Local");
        run.Said.ShouldNotContain("   at ");
    }

    /// <summary>
    /// The codes of the warnings in the summary. The worker's SDK restores a project of its own, for which a partial feed
    /// serves higher versions than it names; we cannot silence its warnings.
    /// </summary>
    private static IEnumerable<string> WarningsIn(DotnetCommand build) =>
        build
            .Said.Split('\n')
            .SkipWhile(line => !line.StartsWith("Build succeeded", StringComparison.Ordinal))
            .Where(line => line.Contains(": warning ", StringComparison.Ordinal))
            .Where(line => !line.Contains("WorkerExtensions.csproj : warning NU1603", StringComparison.Ordinal))
            .Select(line => line.Split(": warning ")[1].Split(':')[0]);
}
