using PleoFunctions.Testing.Chaos;

namespace PleoFunctions.Integration.Tests.ExactlyOnce;

/// <summary>The short form of the chaos run: <c>dotnet run --project tests/PleoFunctions.Benchmarks -- chaos</c>.</summary>
[Collection(nameof(LoadTests))]
public sealed class ChaosTests
{
    [Fact]
    public async Task One_customer_is_one_installation_in_the_newest_state_under_any_fault()
    {
        var options = new ChaosOptions
        {
            Deliveries = 240,
            Customers = 30,
            Seed = 20261123,
        };

        var report = await ChaosRun.RunAsync(options);

        report.Holds.ShouldBeTrue(report.ToString());
        report.TooRare.ShouldBeEmpty(report.ToString());
        report.Attempts.ShouldBeGreaterThan(report.Deliveries, report.ToString());
    }

    [Fact]
    public async Task Recovery_finishes_what_a_sender_that_never_retries_leaves_open()
    {
        var options = new ChaosOptions
        {
            Deliveries = 150,
            Customers = 50,
            NeverRetries = true,
            Seed = 20261124,
        };

        var report = await ChaosRun.RunAsync(options);

        report.Holds.ShouldBeTrue(report.ToString());
        // 150 requests are too few to meet each fault. The path that this run is for must be taken.
        report.Paths.ShouldContain(path => path.Key == "recovered" && path.Value > 0, report.ToString());
        report.Attempts.ShouldBe(report.Deliveries);
        report.Recorded.ShouldBeInRange(report.Deliveries / 2, report.Deliveries, report.ToString());
    }
}
