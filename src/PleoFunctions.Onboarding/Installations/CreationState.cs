using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>
/// How far one run for a delivery has come. It calls nothing; <see cref="Next"/> decides what follows a reply.
/// </summary>
internal struct CreationState
{
    private bool _mayTakeEffect;
    private bool _keyWasRefreshed;
    private int _sends;

    /// <summary>The next call: a POST, a PUT or a GET.</summary>
    public InstallationCall Call { get; private set; }

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
            Call = claim.Doubt is null ? InstallationCall.Create : InstallationCall.Look,
            _mayTakeEffect = claim.Doubt is { } doubt && claim.ClaimedAt - doubt.Since < settling,
        };

    /// <summary>Moves on with a reply.</summary>
    /// <param name="reply">The reply to the last call.</param>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="now">The time on the ledger's clock.</param>
    /// <returns>What to do next, and the problem to answer with when there is no time for it.</returns>
    public RetryDecision Next(PleoReply reply, string deliveryId, DateTimeOffset now)
    {
        var decision = Call switch
        {
            InstallationCall.Create => RetryPolicy.AfterCreate(reply, deliveryId),
            InstallationCall.Update => RetryPolicy.AfterUpdate(reply),
            _ => RetryPolicy.AfterLook(reply, deliveryId, _mayTakeEffect),
        };

        Calls++;
        if (Call is not InstallationCall.Look)
        {
            _sends++;
            _mayTakeEffect |= reply.MayTakeEffect;
            Doubt = new InDoubt(now);
        }

        if (decision.Outcome is not RequestOutcome.Unknown)
        {
            Doubt = null;
        }

        switch (decision.Next)
        {
            case NextAction.Create or NextAction.Update when _sends == RetryPolicy.MaxSends:
            case NextAction.RefreshKey when _keyWasRefreshed:
                return decision with { Next = NextAction.Stop };

            case NextAction.RefreshKey:
                _keyWasRefreshed = true;
                return decision;

            case NextAction.Create:
                Call = InstallationCall.Create;
                return decision;

            case NextAction.Update:
                Call = InstallationCall.Update;
                return decision;

            // The doubt is the answer when time runs out before it is settled.
            case NextAction.Look:
                Call = InstallationCall.Look;
                return decision with { Problem = ProblemCode.OutcomeUnknown };

            default:
                return decision;
        }
    }
}

/// <summary>A call to Pleo.</summary>
internal enum InstallationCall
{
    /// <summary>POST: creates an installation. Not idempotent.</summary>
    Create,

    /// <summary>PUT: updates the installation. Idempotent.</summary>
    Update,

    /// <summary>GET: looks at the installation.</summary>
    Look,
}
