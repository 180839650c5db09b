using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>
/// What operators do: list, read and replay deliveries, and read and erase customers. The host decides who may do so. No answer has a payload,
/// and caches may not store any answer.
/// </summary>
public sealed partial class DeliveryOperations
{
    private readonly PartnerDirectory _partners;
    private readonly DeliveryLedger _ledger;
    private readonly OnboardingHandler _handler;
    private readonly RecoverySchedule _schedule;
    private readonly TimeSpan _lease;
    private readonly ILogger _logger;

    internal DeliveryOperations(
        PartnerDirectory partners,
        DeliveryLedger ledger,
        OnboardingHandler handler,
        RecoverySchedule schedule,
        TimeSpan lease,
        ILogger<DeliveryOperations> logger
    ) =>
        (_partners, _ledger, _handler, _schedule, _lease, _logger) = (
            partners,
            ledger,
            handler,
            schedule,
            lease,
            logger
        );

    /// <summary>Lists a partner's deliveries that are not done, the oldest first.</summary>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="query">The query of the address, as sent: state, code, since, limit, continuation.</param>
    /// <returns>200 with a page, or a problem document (RFC 9457).</returns>
    public Task<Answer> ListAsync(string partner, string query) =>
        AnswerAsync(
            "list",
            async () =>
            {
                if (!_partners.TryFind(partner, out var found))
                {
                    return UnknownPartner;
                }

                if (!DeliveryQueryReader.Read(query).Succeeded(out var filters, out var invalid))
                {
                    return invalid;
                }

                return (await _ledger.ListAsync(found.Name, filters)).Succeeded(out var page, out var problem)
                    ? Write(page)
                    : problem;
            }
        );

    /// <summary>Reads a delivery with its history and, when it is done, its answer.</summary>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <param name="deliveryId">The delivery named in the route, as sent.</param>
    /// <returns>200 with the delivery, or a problem document (RFC 9457).</returns>
    public Task<Answer> ReadAsync(string partner, string tenant, string deliveryId) =>
        AnswerAsync(
            "read",
            () => WithDeliveryAsync(partner, tenant, deliveryId, (_, stored) => Task.FromResult(Write(stored)))
        );

    /// <summary>
    /// Runs a delivery again from its stored body, through the same flow as a new attempt by the partner. If it is done,
    /// the stored answer is sent again.
    /// </summary>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <param name="deliveryId">The delivery named in the route, as sent.</param>
    /// <returns>200 with the normalized installation, or a problem document (RFC 9457).</returns>
    public Task<Answer> ReplayAsync(string partner, string tenant, string deliveryId) =>
        AnswerAsync(
            "replay",
            () =>
                WithDeliveryAsync(
                    partner,
                    tenant,
                    deliveryId,
                    (found, stored) => _handler.RunAgainAsync(found, stored, RunReason.Replay)
                )
        );

    /// <summary>Reads a customer: its installation, its company, its newest event, and what is open.</summary>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <returns>200 with the customer, or a problem document (RFC 9457).</returns>
    public Task<Answer> ReadCustomerAsync(string partner, string tenant) =>
        AnswerAsync(
            "read_customer",
            () =>
                WithCustomerAsync(
                    partner,
                    tenant,
                    async key =>
                        (await _ledger.ReadCustomerAsync(key)).Succeeded(out var customer, out var problem)
                            ? Write(customer)
                            : problem
                )
        );

    /// <summary>
    /// Erases all that the ledger has of a customer, except the hashes of its delivery ids. It can be repeated, and does
    /// not touch Pleo.
    /// </summary>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <returns>200 with the number of deliveries that it erased, or a problem document (RFC 9457).</returns>
    public Task<Answer> EraseCustomerAsync(string partner, string tenant) =>
        AnswerAsync("erase_customer", () => WithCustomerAsync(partner, tenant, EraseAsync));

    private async Task<Result<Answer>> EraseAsync(CustomerKey key)
    {
        if (!(await _ledger.EraseAsync(key, _lease)).Succeeded(out var erasure, out var problem))
        {
            return problem;
        }

        // The audit may not keep what was erased, so it names no customer.
        var traceId = Activity.Current?.TraceId.ToHexString();
        Log.Erased(_logger, key.Partner, erasure.Deliveries, traceId);
        return Answers.Document(
            200,
            AnswerJson.Write(
                new ErasedCustomerDocument
                {
                    Partner = key.Partner,
                    Tenant = key.Tenant,
                    Deliveries = erasure.Deliveries,
                },
                DeliveryJson.Default.ErasedCustomerDocument
            )
        );
    }

    private async Task<Result<Answer>> WithCustomerAsync(
        string partner,
        string tenant,
        Func<CustomerKey, Task<Result<Answer>>> answer
    )
    {
        if (!_partners.TryFind(partner, out var found))
        {
            return UnknownPartner;
        }

        return TenantName.IsValid(tenant)
            ? await answer(new CustomerKey(found.Name, tenant))
            : LedgerProblems.UnknownCustomer;
    }

    private async Task<Result<Answer>> WithDeliveryAsync(
        string partner,
        string tenant,
        string deliveryId,
        Func<Partner, DeliveryRecord, Task<Answer>> answer
    )
    {
        if (!_partners.TryFind(partner, out var found))
        {
            return UnknownPartner;
        }

        if (!TenantName.IsValid(tenant) || !DeliveryId.IsValid(deliveryId))
        {
            return LedgerProblems.UnknownDelivery;
        }

        var key = new DeliveryKey(found.Name, tenant, deliveryId);
        if (!(await _ledger.ReadAsync(key)).Succeeded(out var rows, out var problem))
        {
            return problem;
        }

        if (rows.Delivery is { } stored)
        {
            return await answer(found, stored);
        }

        return rows.IsErased ? LedgerProblems.DeliveryErased : LedgerProblems.UnknownDelivery;
    }

    private async Task<Answer> AnswerAsync(string operation, Func<Task<Result<Answer>>> run)
    {
        using var activity = OnboardingTelemetry.StartOperation(operation);
        var traceId = activity.TraceId.ToHexString();
        Result<Answer> result;

        try
        {
            result = await run();
        }
#pragma warning disable CA1031 // An exception that leaves a function becomes an empty 500, so it is caught here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(_logger, e, operation, traceId);
            result = Problem.Internal;
        }

        if (!result.Succeeded(out var answer, out var problem))
        {
            answer = Answers.Failure(problem, deliveryId: null, traceId);
            activity.SetTag(OnboardingTelemetry.Outcome, ProblemCatalog.Of(problem.Code).Name);
        }

        return Answers.ForbidStoring(answer);
    }

    private Answer Write(DeliveryPage page) =>
        Answers.Document(
            200,
            AnswerJson.Write(
                new DeliveryListDocument
                {
                    Deliveries = [.. page.Deliveries.Select(delivery => DeliveryDocument.From(delivery, _schedule))],
                    Continuation = page.Continuation is { } next ? DeliveryContinuation.Write(next) : null,
                },
                DeliveryJson.Default.DeliveryListDocument
            )
        );

    private Answer Write(DeliveryRecord delivery) =>
        Answers.Document(
            200,
            AnswerJson.Write(DeliveryDocument.From(delivery, _schedule), DeliveryJson.Default.DeliveryDocument)
        );

    private Answer Write(CustomerPage customer) =>
        Answers.Document(
            200,
            AnswerJson.Write(CustomerDocument.From(customer, _schedule), DeliveryJson.Default.CustomerDocument)
        );

    private static Problem UnknownPartner { get; } =
        new(ProblemCode.UnknownPartner, "No partner of this name is set up. Check the address.");

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 111,
            Level = LogLevel.Error,
            Message = "An operator's {Operation} failed because of a bug. The app answered 500 (trace {TraceId})."
        )]
        public static partial void Failed(ILogger logger, Exception exception, string operation, string traceId);

        [LoggerMessage(
            EventId = 112,
            Level = LogLevel.Information,
            Message = "An operator erased a customer of {Partner}, and {Deliveries} of its deliveries (trace {TraceId})."
        )]
        public static partial void Erased(ILogger logger, string partner, int deliveries, string? traceId);
    }
}
