using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>How the replay of a delivery ended.</summary>
/// <param name="Outcome">The outcome, or the problem code.</param>
/// <param name="Kind">What it means for the run.</param>
internal sealed record ReplayResult(string Outcome, ReplayKind Kind)
{
    /// <summary>The outcome when no answer came. The app may have run the delivery.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>How long the app asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the user has to do before anything can run; set when the kind is <see cref="ReplayKind.Unusable"/>.</summary>
    public string? Message { get; init; }

    /// <summary>Runs a delivery again.</summary>
    public static async Task<ReplayResult> ReplayAsync(OperatorsClient client, DeliveryDocument delivery)
    {
        try
        {
            // Nothing cancels it: a replay that has begun ends with a result that the table shows.
            var (outcome, _) = await client.ReplayAsync(delivery.Tenant, delivery.DeliveryId, CancellationToken.None);
            return new ReplayResult(outcome, ReplayKind.Done);
        }
        catch (RefusedException e)
        {
            return Of(e);
        }
        catch (NoAnswerException e)
        {
            return new ReplayResult(NoAnswer, ReplayKind.Outage) { Message = e.Message };
        }
        catch (UserErrorException e)
        {
            return new ReplayResult(NoAnswer, ReplayKind.Unusable) { Message = e.Message };
        }
    }

    internal static ReplayResult Of(RefusedException refused) =>
        new(refused.Code, KindOf(refused.Code, refused.Status))
        {
            Message = refused.Message,
            // After an unknown outcome it is one customer that has to wait, not all.
            RetryAfter = refused.Code.Equals(WireName.Of(ProblemCode.OutcomeUnknown), StringComparison.Ordinal)
                ? null
                : refused.RetryAfter,
        };

    private static ReplayKind KindOf(string code, int status) =>
        (WireName.Read<ProblemCode>(code), status) switch
        {
            (ProblemCode.UnknownDelivery or ProblemCode.DeliveryErased, _) => ReplayKind.Gone,
            (ProblemCode.PleoRejected or ProblemCode.PleoUnauthorized or ProblemCode.PleoUnexpectedResponse, _) =>
                ReplayKind.RefusedByPleo,
            (ProblemCode.NotAllowed, _) => ReplayKind.Unusable,
            (_, 503) => ReplayKind.Outage,
            _ => ReplayKind.Refused,
        };
}

/// <summary>What the end of a replay means for the run.</summary>
internal enum ReplayKind
{
    /// <summary>The delivery has its result.</summary>
    Done,

    /// <summary>The delivery is not in the ledger any more, so there is nothing to do.</summary>
    Gone,

    /// <summary>A problem of this delivery, before Pleo was asked. It says nothing about Pleo.</summary>
    Refused,

    /// <summary>A problem of this delivery, found by Pleo: so Pleo, the vault and the ledger work.</summary>
    RefusedByPleo,

    /// <summary>Pleo, the vault, the ledger or the app may be down.</summary>
    Outage,

    /// <summary>No delivery can be run like this: the key is wrong, or the address, or the operator lacks the role.</summary>
    Unusable,
}
