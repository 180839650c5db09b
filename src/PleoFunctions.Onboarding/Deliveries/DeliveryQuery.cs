using System.Collections.Specialized;
using System.Globalization;
using System.Web;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>Which of a partner's deliveries to list.</summary>
internal sealed record DeliveryQuery
{
    /// <summary>The most that a page may have.</summary>
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Only those in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Only those that ended with this problem last.</summary>
    public string? Code { get; init; }

    /// <summary>Only those written to the ledger at this time or after it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many to a page, 1 to <see cref="MaxLimit"/>.</summary>
    /// <value>Default: 50.</value>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the page begins, in the archive's own words; null for the first.</summary>
    public string? Continuation { get; init; }

    /// <summary>Reads the query of an address: strictly, because a filter that is passed over shows too much.</summary>
    public static Result<DeliveryQuery> Read(string query)
    {
        var result = new DeliveryQuery();
        NameValueCollection parameters = HttpUtility.ParseQueryString(query);
        foreach (var name in parameters.AllKeys)
        {
            if (parameters.GetValues(name) is not [var value])
            {
                return Invalid("Each parameter may be given once.");
            }

            switch (name)
            {
                case "state" when DeliveryWords.StateOf(value) is { } state:
                    result = result with { State = state };
                    break;
                case "state":
                    return Invalid($"The parameter state has to be one of {DeliveryWords.States}.");
                case "code" when ProblemCatalog.All.Any(one => one.Name.Equals(value, StringComparison.Ordinal)):
                    result = result with { Code = value };
                    break;
                case "code":
                    return Invalid(
                        "The parameter code has to be one of the problem codes. A key goes into the header x-functions-key."
                    );
                case "since" when TryReadTime(value, out var since):
                    result = result with { Since = since };
                    break;
                case "since":
                    return Invalid("The parameter since has to be a time such as 2026-11-23T10:00:00Z.");
                case "limit" when TryReadLimit(value, out var limit):
                    result = result with { Limit = limit };
                    break;
                case "limit":
                    return Invalid($"The parameter limit has to be a whole number from 1 to {MaxLimit}.");
                case "continuation" when DeliveryContinuation.TryRead(value, out var continuation):
                    result = result with { Continuation = continuation };
                    break;
                case "continuation":
                    return DeliveryContinuation.NotOurs;
                default:
                    return Invalid("The parameters are state, code, since, limit and continuation.");
            }
        }

        return result;
    }

    private static bool TryReadTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            TimeForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );

    private static bool TryReadLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit;

    private static Problem Invalid(string detail) => new(ProblemCode.InvalidQuery, detail);
}
