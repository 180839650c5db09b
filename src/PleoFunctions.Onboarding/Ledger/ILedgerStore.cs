using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>
/// Where the ledger's rows are kept: a row for each customer and one for each of its deliveries. A store keeps rows; it
/// knows no rule. Its methods do not throw when the store fails, except where they say so.
/// </summary>
internal interface ILedgerStore
{
    /// <summary>
    /// The rows that a claim can begin with before it reads anything. A guess may be wrong: then its write finds a changed
    /// row. Null when a claim has to read first.
    /// </summary>
    LedgerRows? Guess(DeliveryKey key);

    /// <summary>Reads the customer and one of its deliveries.</summary>
    /// <returns>The rows, or the problem <c>ledger_unavailable</c>.</returns>
    ValueTask<Result<LedgerRows>> ReadAsync(DeliveryKey key);

    /// <summary>
    /// Writes a customer and some of its deliveries: all of them, or none. Each row replaces the version that it names; one
    /// without a version is new. If the store has another version of a row, nothing is written.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="deliveries">Deliveries of this customer; there may be none. Their bytes must not change afterwards.</param>
    ValueTask<LedgerWrite> WriteAsync(CustomerRecord customer, IReadOnlyList<DeliveryRecord> deliveries);

    /// <summary>Binds a company to one customer of a partner, if it is not bound yet.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="company">The company's URN.</param>
    /// <returns>The tenant that the company is bound to, or the problem <c>ledger_unavailable</c>.</returns>
    ValueTask<Result<string>> BindAsync(CustomerKey customer, string company);

    /// <summary>Ends the binding of a company, if it is bound to this customer.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="company">The company's URN.</param>
    /// <returns>
    /// The tenant that the company was bound to, empty when it was not bound; or the problem <c>ledger_unavailable</c>.
    /// </returns>
    ValueTask<Result<string>> UnbindAsync(CustomerKey customer, string company);

    /// <summary>
    /// Ends all bindings of a customer, also one that the customer's row does not name, and removes its deliveries from the
    /// index of open work.
    /// </summary>
    /// <returns>Null, or the problem <c>ledger_unavailable</c>.</returns>
    ValueTask<Problem?> ForgetAsync(CustomerKey customer);

    /// <summary>Reads a customer and the ids of some of its deliveries.</summary>
    /// <param name="key">The customer.</param>
    /// <param name="limit">The most deliveries.</param>
    /// <returns>The rows, or the problem <c>ledger_unavailable</c>.</returns>
    ValueTask<Result<ErasableRows>> ReadErasableAsync(CustomerKey key, int limit);

    /// <summary>
    /// Writes a customer and erases some of its deliveries: all of them, or none. Of a delivery only the hash of its id
    /// stays. The customer replaces the version that it names. If the store has another one, nothing is written.
    /// </summary>
    /// <param name="customer">The customer. Of one that was erased, no row keeps the name.</param>
    /// <param name="deliveryIds">Deliveries that the store has, at most <see cref="EraseRules.MaxDeliveries"/>.</param>
    ValueTask<LedgerWrite> EraseAsync(CustomerRecord customer, IReadOnlyList<string> deliveryIds);

    /// <summary>
    /// Writes what an operator does to a customer: without an outcome before it is done, and with one afterwards. The
    /// customer need not be there. The second write adds the outcome only, and removes the delivery's id if the record has
    /// none: so it never brings back what an erase took away.
    /// </summary>
    /// <returns>Null, or the problem <c>ledger_unavailable</c>.</returns>
    ValueTask<Problem?> WriteAuditAsync(CustomerKey customer, AuditRecord record);

    /// <summary>Removes the ids of deliveries from what operators did to a customer.</summary>
    /// <returns>Null, or the problem <c>ledger_unavailable</c>.</returns>
    ValueTask<Problem?> RedactAuditAsync(CustomerKey customer);

    /// <summary>Reads a customer with its newest deliveries, and what operators did last.</summary>
    /// <param name="key">The customer.</param>
    /// <param name="limit">The most deliveries.</param>
    /// <returns>The customer, or a problem: <c>unknown_customer</c> or <c>ledger_unavailable</c>.</returns>
    Task<Result<CustomerPage>> ReadCustomerAsync(CustomerKey key, int limit);

    /// <summary>
    /// Reads the index of a partner's open work. A write puts a delivery that is not done into it, and a write that ends a
    /// delivery removes it, unless the customer then has a late update to settle. The cost does not depend on what is done.
    /// </summary>
    /// <returns>
    /// The entries, in any order, or the problem <c>ledger_unavailable</c>. An entry can be older than its delivery for a
    /// moment, or after a crash until <see cref="CorrectAsync"/>.
    /// </returns>
    Task<Result<OpenDelivery[]>> ReadOpenAsync(string partner);

    /// <summary>Corrects an entry of the index, unless it has changed since it was read. If the store fails, it stays.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="delivery">The delivery as the store has it; null removes the entry.</param>
    Task CorrectAsync(OpenDelivery entry, DeliverySummary? delivery);

    /// <summary>
    /// Goes through one of <see cref="LedgerSlices.Count"/> slices of a partner's deliveries: deletes those that ended long
    /// ago, and puts those that are not done into the index if they are missing from it. It also deletes old audit records.
    /// </summary>
    /// <param name="partner">The partner.</param>
    /// <param name="slice">The number of the slice, from 0.</param>
    /// <param name="limits">What to leave alone.</param>
    /// <param name="stop">Ends the work early. A later call for the slice begins again.</param>
    /// <returns>What was done, or the problem <c>ledger_unavailable</c>.</returns>
    Task<Result<Sweep>> SweepAsync(string partner, int slice, SweepLimits limits, CancellationToken stop);

    /// <summary>Proves that the store can be used, for the readiness check.</summary>
    /// <exception cref="Exception">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What a store has of a customer and one of its deliveries.</summary>
/// <param name="Customer">The customer; null when the store does not have it.</param>
/// <param name="Delivery">The delivery; null when the store does not have it.</param>
/// <param name="Now">The time on the store's clock at which they were read; null in a guess.</param>
internal sealed record LedgerRows(CustomerRecord? Customer, DeliveryRecord? Delivery, DateTimeOffset? Now)
{
    /// <summary>The delivery was erased: the store has only the hash of its id.</summary>
    public bool IsErased { get; init; }
}

/// <summary>What a store has of a customer that an operator wants to erase.</summary>
/// <param name="Customer">The customer; null when the store does not have it.</param>
/// <param name="DeliveryIds">The ids of some of its deliveries; none only when it has none.</param>
/// <param name="Now">The time on the store's clock at which the customer was read.</param>
internal sealed record ErasableRows(CustomerRecord? Customer, IReadOnlyList<string> DeliveryIds, DateTimeOffset Now);

/// <summary>The result of a write.</summary>
/// <param name="Result">Whether it was written.</param>
internal readonly record struct LedgerWrite(LedgerWriteResult Result)
{
    public static readonly LedgerWrite Changed = new(LedgerWriteResult.Changed);

    public static readonly LedgerWrite Unavailable = new(LedgerWriteResult.Unavailable);

    /// <summary>The time of the write on the store's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The customer as the store has it now.</summary>
    public CustomerRecord? Customer { get; init; }

    /// <summary>The deliveries as the store has them now, in the order in which they were given.</summary>
    public IReadOnlyList<DeliveryRecord> Deliveries { get; init; } = [];
}

/// <summary>Whether rows were written.</summary>
internal enum LedgerWriteResult
{
    Written,

    /// <summary>The store has another version of a row, so nothing was written.</summary>
    Changed,

    /// <summary>The store does not answer. The rows may have been written.</summary>
    Unavailable,
}

/// <summary>A customer with its newest deliveries.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Deliveries">The newest first.</param>
/// <param name="Audit">What operators did, the newest first, at most <see cref="AuditRecord.MaxShown"/>.</param>
internal sealed record CustomerPage(
    CustomerRecord Customer,
    IReadOnlyList<DeliverySummary> Deliveries,
    IReadOnlyList<AuditRecord> Audit
);

/// <summary>An entry of the index of open work.</summary>
/// <param name="Summary">The delivery, as the entry shows it.</param>
/// <param name="Version">The store's own mark of this version of the entry.</param>
internal sealed record OpenDelivery(DeliverySummary Summary, string Version);

/// <summary>The slices in which the deliveries are gone through.</summary>
internal static class LedgerSlices
{
    public const int Count = 256;

    /// <summary>The slice of a customer's deliveries: the first two hexadecimal digits of the hash of its name.</summary>
    public static int Of(CustomerKey customer) => Convert.ToInt32(NameHash.Of(customer.Tenant)[..2], fromBase: 16);
}

/// <summary>What a sweep leaves alone.</summary>
/// <param name="Before">
/// Done and dead deliveries, and audit records, are deleted only if they were last written before this time.
/// </param>
/// <param name="Indexed">Deliveries that have an entry in the index.</param>
internal sealed record SweepLimits(DateTimeOffset Before, IReadOnlySet<DeliveryKey> Indexed);

/// <summary>What a store did in a slice.</summary>
/// <param name="Deleted">How many deliveries it deleted.</param>
internal sealed record Sweep(int Deleted);
