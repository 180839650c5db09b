using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions;

/// <summary>Which of the two processes exports what the worker logs.</summary>
public static class WorkerTelemetry
{
    // The host's name for it.
    private const string ExportsByItself = "WorkerOpenTelemetryEnabled";

    /// <summary>
    /// Tells the host, when the worker exports by itself, to leave the worker's logs alone. It gets them all to show
    /// them, and would export each line and each exception a second time, without its properties.
    /// </summary>
    public static IServiceCollection AddWorkerTelemetry(
        this IServiceCollection services,
        IConfiguration configuration
    ) =>
        TelemetryExport.IsOn(configuration)
            ? services.Configure<WorkerOptions>(static worker => worker.Capabilities[ExportsByItself] = bool.TrueString)
            : services;
}
