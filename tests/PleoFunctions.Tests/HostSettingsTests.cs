using System.Globalization;
using System.Text.Json.Nodes;

namespace PleoFunctions.Tests;

/// <summary>host.json beside the app, and the app's start.</summary>
public sealed class HostSettingsTests
{
    private static readonly JsonNode Host = JsonNode.Parse(Read("host.json"))!;

    [Fact]
    public void Routes_begin_with_api() => ((string?)Host["extensions"]!["http"]!["routePrefix"]).ShouldBe("api");

    [Fact]
    public void The_host_uses_OpenTelemetry() => ((string?)Host["telemetryMode"]).ShouldBe("OpenTelemetry");

    [Fact]
    public void Requests_are_limited_and_the_host_does_not_throttle_by_guessing()
    {
        var http = Host["extensions"]!["http"]!;

        ((int?)http["maxConcurrentRequests"]).ShouldBe(200);
        ((int?)http["maxOutstandingRequests"]).ShouldBe(400);
        ((bool?)http["dynamicThrottlesEnabled"]).ShouldBe(false);
    }

    [Fact]
    public void The_function_timeout_is_longer_than_any_delivery() =>
        TimeSpan
            .Parse((string)Host["functionTimeout"]!, CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(TimeSpan.FromSeconds(12) * 2.5);

    [Fact]
    public void Our_own_logs_are_not_filtered() =>
        ((string?)Host["logging"]!["logLevel"]!["PleoFunctions"]).ShouldBe("Information");

    [Fact]
    public void The_program_has_at_most_five_statements() =>
        Read("Program.cs")
            .Split('\n')
            .Count(line =>
                line.Contains(';', StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal)
            )
            .ShouldBeInRange(1, 5);

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
}
