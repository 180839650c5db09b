using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Testing.Ledger;

/// <summary>What the tests of a ledger share. Each test uses its own partner, so that tests may share a store.</summary>
public abstract class LedgerContract
{
    /// <summary>A time before all that a store's clock shows.</summary>
    private protected static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private protected static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private DeliveryLedger? _ledger;

    private protected string Partner { get; } = $"p{Guid.NewGuid():N}"[..32];

    /// <summary>The store under test.</summary>
    private protected abstract ILedgerStore Store { get; }

    private protected DeliveryLedger Ledger => _ledger ??= LedgerOn(Store);

    /// <summary>A lease that does not run out during a test.</summary>
    private protected virtual TimeSpan Lease => TimeSpan.FromSeconds(30);

    /// <summary>A lease that <see cref="PassLeaseAsync"/> ends.</summary>
    private protected virtual TimeSpan ShortLease => TimeSpan.FromSeconds(2);

    /// <summary>Returns when <see cref="ShortLease"/> has run out, on the store's clock.</summary>
    private protected abstract Task PassLeaseAsync();

    private protected static DeliveryLedger LedgerOn(ILedgerStore store) =>
        new(
            store,
            new OnboardingMetrics(
                new ServiceCollection()
                    .AddMetrics()
                    .BuildServiceProvider()
                    .GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()
            ),
            TimeProvider.System
        );

    private protected DeliveryKey KeyOf(string id, string tenant = "northwind") => new(Partner, tenant, id);

    private protected static DeliveryRequest RequestOf(string text, DateTimeOffset? occurredAt = null) =>
        new(Encoding.UTF8.GetBytes(text), occurredAt);

    private protected ValueTask<ClaimResult> ClaimAsync(
        string id,
        TimeSpan? lease = null,
        DateTimeOffset? occurredAt = null,
        string tenant = "northwind",
        TimeSpan? settling = null
    ) =>
        Ledger.ClaimAsync(
            KeyOf(id, tenant),
            RequestOf($"body of {id}", occurredAt),
            lease ?? Lease,
            settling ?? Settling
        );

    private protected async Task<ClaimResult.Granted> GrantAsync(
        string id = "msg_1",
        TimeSpan? lease = null,
        DateTimeOffset? occurredAt = null,
        string tenant = "northwind",
        TimeSpan? settling = null
    ) => (await ClaimAsync(id, lease, occurredAt, tenant, settling)).ShouldBeOfType<ClaimResult.Granted>();

    /// <summary>Ends a claim as one whose event Pleo has confirmed.</summary>
    private protected async Task ApplyAsync(ClaimResult.Granted claim, string answer = "{}") =>
        (await Ledger.CompleteAsync(claim, Installed(claim), Encoding.UTF8.GetBytes(answer))).ShouldBe(
            RecordResult.Recorded
        );

    /// <summary>Ends a claim with a problem that changes nothing at Pleo.</summary>
    private protected async Task FailAsync(
        ClaimResult.Granted claim,
        ProblemCode code = ProblemCode.PleoUnavailable,
        bool isUnknown = false
    ) => (await Ledger.ReleaseAsync(claim, claim.Customer, code, isUnknown)).ShouldBe(RecordResult.Recorded);

    /// <summary>Claims a delivery, and ends the claim as one whose event Pleo has confirmed.</summary>
    private protected async Task DoneAsync(string id, string tenant = "northwind")
    {
        await ApplyAsync(await GrantAsync(id, tenant: tenant));
        await WaitForIndexAsync(id, tenant);
    }

    /// <summary>Returns when the index of open work does not have the delivery. A store may remove it in the background.</summary>
    private protected Task WaitForIndexAsync(string id, string tenant = "northwind") =>
        Patience.WaitAsync(async () => await FindOpenAsync(id, tenant) is null);

    /// <summary>The entry of a delivery in the index of open work; null when it has none.</summary>
    private protected async Task<OpenDelivery?> FindOpenAsync(string id, string tenant = "northwind") =>
        (await Store.ReadOpenAsync(Partner)).Succeeded(out var open, out var problem)
            ? open.SingleOrDefault(entry => entry.Summary.Key == KeyOf(id, tenant))
            : throw new InvalidOperationException(problem.Detail);

    private protected async Task<DeliveryRecord> GiveUpAsync(string id, string tenant = "northwind") =>
        (await Ledger.GiveUpAsync(KeyOf(id, tenant))).Succeeded(out var delivery, out var problem)
            ? delivery
            : throw new InvalidOperationException(problem.Detail);

    private protected static CustomerRecord Installed(ClaimResult.Granted claim) =>
        claim.Customer.With(claim.Delivery) with
        {
            InstallationId = "installation",
            CreateDoubt = null,
        };

    private protected async Task<LedgerRows> ReadAsync(string id, string tenant = "northwind") =>
        (await Ledger.ReadAsync(KeyOf(id, tenant))).Succeeded(out var rows, out var problem)
            ? rows
            : throw new InvalidOperationException(problem.Detail);

    /// <summary>Records that an operator replays a delivery, or erases the customer if there is none.</summary>
    private protected async Task<AuditRecord> BeginAuditAsync(string? deliveryId)
    {
        var action = deliveryId is null ? AuditAction.Erase : AuditAction.Replay;
        var begun = await Ledger.BeginAuditAsync(KeyOf("").Customer, "operator", action, deliveryId);
        begun.Succeeded(out var record, out _).ShouldBeTrue();
        return record!;
    }

    /// <summary>What operators did to the customer, the newest first.</summary>
    private protected async Task<IEnumerable<string>> ReadAuditAsync()
    {
        (await Ledger.ReadCustomerAsync(KeyOf("").Customer)).Succeeded(out var page, out _).ShouldBeTrue();
        return page!.Audit.Select(record =>
            $"{record.Action}{(record.DeliveryId is { } id ? $" of {id}" : "")} by {record.Operator}: {record.Outcome}"
        );
    }
}
