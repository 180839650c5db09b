using System.Collections.Specialized;
using System.Globalization;
using System.Web;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>Reads the filters of an operator's list.</summary>
internal static class DeliveryQueryReader
{
    /// <summary>The names of the states that a list can have.</summary>
    public static IReadOnlyList<string> OpenStates { get; } =
    [.. WireName.All<DeliveryState>().Except([WireName.Of(DeliveryState.Done)], StringComparer.Ordinal)];

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads the query of an address strictly: an ignored filter would show too much.</summary>
    public static Result<DeliveryQuery> Read(string query)
    {
        var result = new DeliveryQuery();
        NameValueCollection parameters = HttpUtility.ParseQueryString(query);
        foreach (var name in parameters.AllKeys)
        {
            if (parameters.GetValues(name) is not [var value])
            {
                return Invalid("A parameter is given more than once. Give each parameter once.");
            }

            switch (name)
            {
                case "state" when WireName.Read<DeliveryState>(value) is { } state and not DeliveryState.Done:
                    result = result with { State = state };
                    break;
                case "state":
                    return Invalid($"The parameter state has to be one of {string.Join(", ", OpenStates)}.");
                case "code" when ProblemCatalog.All.Any(one => one.Name.Equals(value, StringComparison.Ordinal)):
                    result = result with { Code = value };
                    break;
                case "code":
                    return Invalid(
                        "The parameter code has to be one of the problem codes. Send the admin key in the header x-functions-key."
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
                    return Invalid($"The parameter limit has to be a whole number from 1 to {DeliveryQuery.MaxLimit}.");
                case "continuation" when DeliveryContinuation.TryRead(value, out var continuation):
                    result = result with { Continuation = continuation };
                    break;
                case "continuation":
                    return LedgerProblems.UnknownContinuation;
                default:
                    return Invalid(
                        "A parameter is not known. The parameters are state, code, since, limit and continuation."
                    );
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
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
        && limit is >= 1 and <= DeliveryQuery.MaxLimit;

    private static Problem Invalid(string detail) => new(ProblemCode.InvalidQuery, detail);
}
