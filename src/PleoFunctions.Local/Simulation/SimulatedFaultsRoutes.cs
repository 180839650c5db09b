using System.Text.Json;

namespace PleoFunctions.Local.Simulation;

/// <summary><c>/simulated/faults</c>: reads and switches the faults.</summary>
internal static class SimulatedFaultsRoutes
{
    public const string Path = "/simulated/faults";

    public static void MapSimulatedFaults(this WebApplication app)
    {
        var faults = app.Services.GetRequiredService<SimulatedFaults>();
        app.MapGet(Path, context => AnswerAsync(context, faults));
        app.MapPut(
            Path,
            async context =>
            {
                try
                {
                    var wanted = await context.Request.ReadFromJsonAsync(SimulationJson.Default.SimulatedFaults);
                    (faults.Pleo, faults.Vault) = (wanted?.Pleo ?? PleoFault.None, wanted?.Vault ?? VaultFault.None);
                    await AnswerAsync(context, faults);
                }
                catch (JsonException)
                {
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                }
            }
        );
    }

    private static Task AnswerAsync(HttpContext context, SimulatedFaults faults) =>
        context.Response.WriteAsJsonAsync(faults, SimulationJson.Default.SimulatedFaults);
}
