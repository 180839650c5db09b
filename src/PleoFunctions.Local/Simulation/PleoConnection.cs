namespace PleoFunctions.Local.Simulation;

/// <summary>The way to the simulated Pleo, which can be cut.</summary>
internal sealed class PleoConnection(SimulatedFaults faults) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) =>
        faults.Pleo is PleoFault.Unreachable
            ? throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                "The simulated Pleo cannot be reached, on purpose."
            )
            : base.SendAsync(request, cancellationToken);
}
