using System.Globalization;
using System.Text.RegularExpressions;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Which of a partner's open deliveries to list.</summary>
internal sealed partial record DeliveryQuery
{
    /// <summary>The most deliveries on a page.</summary>
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    /// <summary>Only those in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Only those that ended with this problem last.</summary>
    public string? Code { get; init; }

    /// <summary>Only those that the ledger first saw at this time or after it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The deliveries on a page, 1 to <see cref="MaxLimit"/>.</summary>
    /// <value>Default: 50.</value>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The <see cref="DeliveryPage.Continuation"/> of the page before; null for the first page.</summary>
    public string? Continuation { get; init; }

    /// <summary>Selects the page from all entries of the index, the oldest first.</summary>
    /// <returns>The page, or the problem <c>invalid_query</c> for a continuation that no page had.</returns>
    public Result<DeliveryPage> PageOf(IEnumerable<OpenDelivery> open)
    {
        if (Continuation is { } after && !IsPlace(after))
        {
            return LedgerProblems.UnknownContinuation;
        }

        DeliverySummary[] found =
        [
            .. open.Select(entry => entry.Summary)
                .Where(Fits)
                .Where(delivery => string.CompareOrdinal(PlaceOf(delivery), Continuation) > 0)
                .OrderBy(PlaceOf, StringComparer.Ordinal)
                .Take(Limit + 1),
        ];
        return found.Length > Limit
            ? new DeliveryPage(found[..Limit], PlaceOf(found[Limit - 1]))
            : new DeliveryPage(found, null);
    }

    private bool Fits(DeliverySummary delivery) =>
        delivery.State is not DeliveryState.Done
        && (State is null || delivery.State == State)
        && (Code is null || Code.Equals(delivery.Code, StringComparison.Ordinal))
        && (Since is null || delivery.FirstSeenAt >= Since);

    /// <summary>Where a delivery stands in the list: texts in ordinal order are times in order.</summary>
    private static string PlaceOf(DeliverySummary delivery) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{delivery.FirstSeenAt!.Value.UtcTicks:D19}/{delivery.Key.Customer.Tenant}/{delivery.Key.DeliveryId}"
        );

    private static bool IsPlace(string text) => PlaceForm().IsMatch(text);

    [GeneratedRegex("^[0-9]{19}/[^/]+/[^/]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlaceForm();
}

/// <summary>Some of a partner's open deliveries.</summary>
/// <param name="Deliveries">The oldest first.</param>
/// <param name="Continuation">Where the next page begins; null on the last page.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliverySummary> Deliveries, string? Continuation);
