using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PleoFunctions.Functions;

namespace PleoFunctions.Tests;

/// <summary>The health routes through their functions.</summary>
public sealed class HealthFunctionsTests
{
    [Fact]
    public async Task Is_live_at_once()
    {
        var response = await LivenessFunction.RunAsync(
            new RequestDouble(new InvocationDouble(), "GET", "api/health/live")
        );

        ((int)response.StatusCode).ShouldBe(200);
        response.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        response.Header("Cache-Control").ShouldBe("no-store");
        response.Text().ShouldBe("""{"status":"healthy"}""");
    }

    [Fact]
    public async Task Is_ready_when_all_its_dependencies_are()
    {
        await using var pleo = await SocketPleo.StartAsync();
        await using var app = new FunctionApp(SampleSettings.WithPleoAt(pleo.Address));

        var response = await app.ReadinessAsync(new RequestDouble(new InvocationDouble(), "GET", "api/health/ready"));

        ((int)response.StatusCode).ShouldBe(200, response.Text());
        response.Json()["checks"]!
            .AsObject()
            .Select(check => $"{check.Key} {check.Value!["status"]}")
            .ShouldBe(["vault healthy", "ledger healthy", "pleo healthy"], ignoreOrder: true);
    }

    [Fact]
    public async Task Is_not_ready_when_a_dependency_throws_and_names_only_the_dependency()
    {
        await using var pleo = await SocketPleo.StartAsync();
        await using var app = new FunctionApp(
            SampleSettings.WithPleoAt(pleo.Address),
            services => services.Replace(ServiceDescriptor.Singleton(BrokenLedger.Create()))
        );

        var response = await app.ReadinessAsync(new RequestDouble(new InvocationDouble(), "GET", "api/health/ready"));

        ((int)response.StatusCode).ShouldBe(503, response.Text());
        ((string?)response.Json()["checks"]!["ledger"]!["status"]).ShouldBe("unhealthy");
        response.Text().ShouldNotContain(BrokenLedger.Words);
    }
}
