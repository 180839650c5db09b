using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Testing;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Ledger.TableStorage;

/// <summary>What the log says when no storage service answers.</summary>
public sealed class UnreachableStoreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Logs_the_cause_of_the_last_attempt(int retries)
    {
        var logger = new FakeLogger<TableLedgerStore>();
        var client = new TableClient(
            FreePort.FindAddress(),
            "deliveries",
            new TableSharedKeyCredential("account", Convert.ToBase64String("distinctive"u8)),
            new TableClientOptions { Retry = { MaxRetries = retries, Delay = TimeSpan.Zero } }
        );
        var store = new TableLedgerStore(client, TimeProvider.System, logger);

        var read = await store.ReadAsync(new DeliveryKey("acme", "northwind", "msg_1"));

        read.Succeeded(out _, out var problem).ShouldBeFalse();
        problem.ShouldBe(LedgerProblems.Unavailable);
        logger.LatestRecord.Id.Id.ShouldBe(201);
        logger.LatestRecord.Message.ShouldBe(
            "The ledger failed: read for acme, delivery 'msg_1' (SocketException ConnectionRefused, status none)."
        );
    }
}
