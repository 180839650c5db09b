using System.Net;
using System.Net.Sockets;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>The composed app above a table service that accepts each connection and says nothing.</summary>
public sealed class SilentTableTests
{
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_webhook_is_answered_before_a_claim_could_lapse()
    {
        using var table = new TcpListener(IPAddress.Loopback, 0);
        table.Start();
        var address = new Uri($"http://{table.LocalEndpoint}/");
        await using var scenario = new OperatorScenario((AzuriteServer.ConnectionStringTo(address), "deliveries"));

        var answer = await scenario.SendAsync("msg_1").WaitAsync(ShortestLease, TestContext.Current.CancellationToken);

        answer.ShouldBeProblem(503, "ledger_unavailable");
        scenario.Pleo.Calls.ShouldBeEmpty();
    }
}
