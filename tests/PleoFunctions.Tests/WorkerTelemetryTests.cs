using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PleoFunctions.Tests;

/// <summary>The worker's logs are exported once: by the worker, or by the host when the worker has no exporter.</summary>
public sealed class WorkerTelemetryTests
{
    private const string Capability = "WorkerOpenTelemetryEnabled";

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000001")]
    public void The_host_learns_that_the_worker_exports_by_itself(string setting, string value) =>
        CapabilitiesWith(setting, value).ShouldContainKeyAndValue(Capability, "True");

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", null)]
    public void The_host_keeps_exporting_when_the_worker_does_not(string setting, string? value) =>
        CapabilitiesWith(setting, value).ShouldNotContainKey(Capability);

    [Fact]
    public void The_program_adds_the_workers_telemetry() =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Program.cs"))
            .ShouldContain(".AddWorkerTelemetry(builder.Configuration)");

    private static IDictionary<string, string> CapabilitiesWith(string setting, string? value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();
        using var services = new ServiceCollection()
            .AddOptions()
            .AddWorkerTelemetry(configuration)
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities;
    }
}
