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
/// What operators do: list, read and replay deliveries, and read and erase customers. Each method first finds out who asks
/// and whether they may. No answer has a payload, and caches may not store any answer.
/// </summary>
public sealed partial class DeliveryOperations
{
    private const string Erased = "erased";

    private readonly PartnerDirectory _partners;
    private readonly DeliveryLedger _ledger;
    private readonly OnboardingHandler _handler;
    private readonly RecoverySchedule _schedule;
    private readonly TimeSpan _lease;
    private readonly OperatorAccess _access;
    private readonly ILogger _logger;

    internal DeliveryOperations(
        PartnerDirectory partners,
        DeliveryLedger ledger,
        OnboardingHandler handler,
        RecoverySchedule schedule,
        TimeSpan lease,
        OperatorAccess access,
        ILogger<DeliveryOperations> logger
    ) =>
        (_partners, _ledger, _handler, _schedule, _lease, _access, _logger) = (
            partners,
            ledger,
            handler,
            schedule,
            lease,
            access,
            logger
        );

    /// <summary>Lists a partner's deliveries that are not done, the oldest first.</summary>
    /// <param name="credentials">What the request carried to show who sent it.</param>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="query">The query of the address, as sent: state, code, since, limit, continuation.</param>
    /// <returns>200 with a page, or a problem document (RFC 9457).</returns>
    public Task<Answer> ListAsync(OperatorCredentials credentials, string partner, string query) =>
        AnswerAsync(
            "list",
            credentials,
            OperatorRole.ReadDeliveries,
            async _ =>
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
    /// <param name="credentials">What the request carried to show who sent it.</param>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <param name="deliveryId">The delivery named in the route, as sent.</param>
    /// <returns>200 with the delivery, or a problem document (RFC 9457).</returns>
    public Task<Answer> ReadAsync(OperatorCredentials credentials, string partner, string tenant, string deliveryId) =>
        AnswerAsync(
            "read",
            credentials,
            OperatorRole.ReadDeliveries,
            _ =>
                WithDeliveryAsync(
                    partner,
                    tenant,
                    deliveryId,
                    (_, stored) => Task.FromResult<Result<Answer>>(Write(stored))
                )
        );

    /// <summary>
    /// Runs a delivery again from its stored body, through the same flow as a new attempt by the partner. If it is done,
    /// the stored answer is sent again.
    /// </summary>
    /// <param name="credentials">What the request carried to show who sent it.</param>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <param name="deliveryId">The delivery named in the route, as sent.</param>
    /// <returns>200 with the normalized installation, or a problem document (RFC 9457).</returns>
    public Task<Answer> ReplayAsync(
        OperatorCredentials credentials,
        string partner,
        string tenant,
        string deliveryId
    ) =>
        AnswerAsync(
            "replay",
            credentials,
            OperatorRole.ReplayDeliveries,
            who =>
                WithDeliveryAsync(
                    partner,
                    tenant,
                    deliveryId,
                    (found, stored) =>
                        AuditAsync(
                            who,
                            AuditAction.Replay,
                            stored.Summary.Key.Customer,
                            deliveryId,
                            () => RunAgainAsync(found, stored.Summary.Key)
                        )
                )
        );

    /// <summary>Reads a customer: its installation, its company, its newest event, and what is open.</summary>
    /// <param name="credentials">What the request carried to show who sent it.</param>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <returns>200 with the customer, or a problem document (RFC 9457).</returns>
    public Task<Answer> ReadCustomerAsync(OperatorCredentials credentials, string partner, string tenant) =>
        AnswerAsync(
            "read_customer",
            credentials,
            OperatorRole.ReadDeliveries,
            _ =>
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
    /// <param name="credentials">What the request carried to show who sent it.</param>
    /// <param name="partner">The partner named in the route, as sent.</param>
    /// <param name="tenant">The tenant named in the route, as sent.</param>
    /// <returns>200 with the number of deliveries that it erased, or a problem document (RFC 9457).</returns>
    public Task<Answer> EraseCustomerAsync(OperatorCredentials credentials, string partner, string tenant) =>
        AnswerAsync(
            "erase_customer",
            credentials,
            OperatorRole.EraseCustomers,
            who =>
                WithCustomerAsync(
                    partner,
                    tenant,
                    key => AuditAsync(who, AuditAction.Erase, key, deliveryId: null, () => EraseAsync(key))
                )
        );

    /// <summary>Runs a delivery as it is now. An erase may have ended since it was read for the audit.</summary>
    private async Task<Result<Answer>> RunAgainAsync(Partner partner, DeliveryKey key) =>
        (await FindAsync(key)).Succeeded(out var stored, out var problem)
            ? await _handler.RunAgainAsync(partner, stored, RunReason.Replay)
            : problem;

    private async Task<Result<Answer>> EraseAsync(CustomerKey key)
    {
        if (!(await _ledger.EraseAsync(key, _lease)).Succeeded(out var erasure, out var problem))
        {
            return problem;
        }

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

    /// <summary>Does what an operator asks for, between two records of it. Without the first one nothing happens.</summary>
    private async Task<Result<Answer>> AuditAsync(
        Operator who,
        AuditAction action,
        CustomerKey customer,
        string? deliveryId,
        Func<Task<Result<Answer>>> run
    )
    {
        var begun = await _ledger.BeginAuditAsync(customer, who.Name, action, deliveryId);
        if (!begun.Succeeded(out var record, out var unwritten))
        {
            return unwritten;
        }

        var outcome = ProblemCatalog.Of(ProblemCode.InternalError).Name;
        try
        {
            var result = await run();
            outcome = result.Succeeded(out var answer, out var problem)
                ? answer.Outcome ?? Erased
                : ProblemCatalog.Of(problem.Code).Name;
            return result;
        }
        finally
        {
            await _ledger.EndAuditAsync(customer, record, outcome);

            // The log may not keep what an erase removes, so it names no customer.
            var (name, traceId) = (WireName.Of(action), Activity.Current?.TraceId.ToHexString());
            Log.Acted(_logger, who.Name, name, outcome, customer.Partner, deliveryId ?? "none", traceId);
        }
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
        Func<Partner, DeliveryRecord, Task<Result<Answer>>> answer
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
        return (await FindAsync(key)).Succeeded(out var stored, out var problem)
            ? await answer(found, stored)
            : problem;
    }

    private async Task<Result<DeliveryRecord>> FindAsync(DeliveryKey key)
    {
        if (!(await _ledger.ReadAsync(key)).Succeeded(out var rows, out var problem))
        {
            return problem;
        }

        return rows.Delivery is { } stored ? stored
            : rows.IsErased ? LedgerProblems.DeliveryErased
            : LedgerProblems.UnknownDelivery;
    }

    private async Task<Answer> AnswerAsync(
        string operation,
        OperatorCredentials credentials,
        OperatorRole role,
        Func<Operator, Task<Result<Answer>>> run
    )
    {
        using var activity = OnboardingTelemetry.StartOperation(operation);
        var traceId = activity.TraceId.ToHexString();
        Result<Answer> result;

        try
        {
            var admission = await _access.AdmitAsync(credentials, role);
            result = admission.Succeeded(out var who, out var refusal) ? await run(who) : refusal;
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
            EventId = 113,
            Level = LogLevel.Information,
            Message = "Operator {Operator}: {Action} for a customer of {Partner}, delivery {DeliveryId}, ended as {Outcome} (trace {TraceId})."
        )]
        public static partial void Acted(
            ILogger logger,
            string @operator,
            string action,
            string outcome,
            string partner,
            string deliveryId,
            string? traceId
        );
    }
}
