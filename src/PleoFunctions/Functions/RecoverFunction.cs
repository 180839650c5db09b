using Microsoft.Azure.Functions.Worker;
using PleoFunctions.Onboarding.Recovery;

namespace PleoFunctions.Functions;

/// <summary>The timer of <c>Recovery__Schedule</c>: finishes what is open, and forgets what ended long ago.</summary>
public sealed class RecoverFunction(DeliveryRecovery recovery)
{
    /// <summary>Runs once. The host starts no second run while one lasts, on any instance.</summary>
    // The name with "__", as the environment has it on Linux: the host looks that name up as it stands.
    [Function("Recover")]
    public Task RunAsync([TimerTrigger("%Recovery__Schedule%")] FunctionContext context) =>
        recovery.RunAsync(context.CancellationToken);
}
