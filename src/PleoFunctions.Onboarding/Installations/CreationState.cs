using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>How far one run for a delivery has come. It calls nothing; <see cref="Next"/> decides what follows a reply.</summary>
internal struct CreationState
{
    private bool _mayTakeEffect;
    private bool _keyWasRefreshed;
    private int _sends;

    /// <summary>The next call is a look (GET); otherwise it creates (POST).</summary>
    public bool IsLook { get; private set; }

    /// <summary>Pleo may have an installation of this delivery.</summary>
    public InDoubt? Doubt { get; private set; }

    /// <summary>The calls made so far.</summary>
    public int Calls { get; private set; }

    /// <summary>The state before the first call.</summary>
    /// <param name="claim">The claim under which the delivery runs.</param>
    /// <param name="settling">How long a request without a reply may still take effect.</param>
    public static CreationState Begin(ClaimResult.Granted claim, TimeSpan settling) =>
        new()
        {
            Doubt = claim.Doubt,
            IsLook = claim.Doubt is not null,
            _mayTakeEffect = claim.Doubt is { } doubt && claim.ClaimedAt - doubt.Since < settling,
        };

    /// <summary>Takes a reply into account.</summary>
    /// <param name="reply">The reply to the last call.</param>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="now">The time on the ledger's clock.</param>
    /// <returns>What to do next, and the problem to answer with where there is no time for it.</returns>
    public RetryDecision Next(PleoReply reply, string deliveryId, DateTimeOffset now)
    {
        var decision = IsLook ? RetryPolicy.AfterLook(reply, deliveryId, _mayTakeEffect) : RetryPolicy.AfterSend(reply);

        Calls++;
        if (!IsLook)
        {
            _sends++;
            _mayTakeEffect |= reply.MayTakeEffect;
            Doubt = new InDoubt(now);
        }

        if (decision.Outcome is not RequestOutcome.Unknown)
        {
            Doubt = null;
        }

        IsLook = decision.Next is NextAction.Look || (decision.Next is NextAction.RefreshKey && IsLook);
        switch (decision.Next)
        {
            case NextAction.Send when _sends == RetryPolicy.MaxSends:
            case NextAction.RefreshKey when _keyWasRefreshed:
                return decision with { Next = NextAction.Stop };

            case NextAction.RefreshKey:
                _keyWasRefreshed = true;
                return decision;

            // The doubt is the answer when time runs out before it is settled.
            case NextAction.Look:
                return decision with { Problem = ProblemCode.OutcomeUnknown };

            default:
                return decision;
        }
    }
}
