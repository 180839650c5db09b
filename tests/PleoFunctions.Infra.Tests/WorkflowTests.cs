using System.Text.RegularExpressions;

namespace PleoFunctions.Infra.Tests;

/// <summary>GitHub's workflows: nothing is deployed without the tests, and nothing waits for ever.</summary>
public sealed partial class WorkflowTests
{
    private const string Ci = ".github/workflows/ci.yml";
    private const string Deploy = ".github/workflows/deploy.yml";
    private const string DeployEnvironment = ".github/workflows/deploy-environment.yml";

    [Theory]
    [InlineData(Ci, 1)]
    [InlineData(Deploy, 2)]
    [InlineData(DeployEnvironment, 1)]
    public void Each_job_has_a_time_limit(string file, int jobs)
    {
        var text = Repository.Read(file);

        Runner().Count(text).ShouldBe(jobs);
        TimeLimit().Count(text).ShouldBe(jobs);
    }

    [Fact]
    public void A_deployment_waits_for_the_tests_before_its_package_and_for_staging_before_production()
    {
        var text = Repository.Read(Deploy);

        text.ShouldContain(
            "\n  test:\n    if: github.event_name != 'pull_request'\n    uses: ./.github/workflows/ci.yml\n"
        );
        text.ShouldContain("\n  package:\n    needs: test\n");
        text.ShouldContain("\n  staging:\n    needs: package\n");
        text.ShouldContain("\n  production:\n    needs: staging\n");
    }

    [Fact]
    public void A_push_that_deploys_is_not_tested_twice() =>
        Paths().Match(Repository.Read(Ci)).Groups["paths"].Value.ShouldBe(PushPaths(Repository.Read(Deploy)));

    /// <summary>Cancelling on each push would stop a deployment between its tests and its package.</summary>
    [Fact]
    public void Only_the_tests_of_a_pull_request_are_cancelled() =>
        Repository.Read(Ci).ShouldContain("cancel-in-progress: ${{ github.event_name == 'pull_request' }}");

    /// <summary>Before https://github.com/Azure/azure-cli/pull/33388 it waits for ever where callers are limited.</summary>
    [Fact]
    public void The_upload_of_the_package_has_a_time_limit() =>
        Repository.Read(DeployEnvironment).ShouldContain("timeout 15m az functionapp deployment source config-zip");

    private static string PushPaths(string text) =>
        Paths().Match(text[text.IndexOf("\n  push:", StringComparison.Ordinal)..]).Groups["paths"].Value;

    [GeneratedRegex(@"^    runs-on: ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Runner();

    [GeneratedRegex(@"^    timeout-minutes: \d+$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimeLimit();

    [GeneratedRegex(
        @"^    paths(?:-ignore)?: \[(?<paths>.*)\]$",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Paths();
}
