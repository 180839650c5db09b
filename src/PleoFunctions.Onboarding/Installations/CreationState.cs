using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>
/// How far one run for a delivery has come. It calls nothing; <see cref="Next"/> decides what follows a reply.
/// </summary>
internal struct CreationState
{
    private string _deliveryId;
    private bool _earlierPostMayTakeEffect;
    private bool _createDoubtHasSettled;
    private bool _lateUpdateHasSettled;
    private bool _keyWasRefreshed;
    private int _sends;

    /// <summary>The next call: a POST, a PUT or a GET.</summary>
    public InstallationCall Call { get; private set; }

    /// <summary>The calls made so far.</summary>
    public int Calls { get; private set; }

    /// <summary>What is known of the customer.</summary>
    public CustomerRecord Facts { get; private set; }

    /// <summary>Pleo may have done what this delivery asks for.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>The state before the first call.</summary>
    /// <param name="claim">The claim under which the delivery runs.</param>
    /// <param name="settling">How long a request without a reply may still take effect.</param>
    public static CreationState Begin(ClaimResult.Granted claim, TimeSpan settling)
    {
        var customer = claim.Customer;
        return new()
        {
            Facts = customer,
            Call =
                customer.CreateDoubt is not null ? InstallationCall.Look
                : customer.InstallationId is null ? InstallationCall.Create
                : InstallationCall.Update,
            IsUnknown =
                customer.CreateDoubt?.DeliveryIds.Contains(claim.Key.DeliveryId, StringComparer.Ordinal) is true
                || (
                    customer.LateUpdateSince is not null
                    && claim.Delivery.History.Claims
                        is [.., { State: ClaimState.Unknown or ClaimState.Lapsed }, { State: ClaimState.InProgress }]
                ),
            _deliveryId = claim.Key.DeliveryId,
            _earlierPostMayTakeEffect = claim.ClaimedAt - customer.CreateDoubt?.Since < settling,
            _createDoubtHasSettled = claim.ClaimedAt - customer.CreateDoubt?.Since >= settling,
            _lateUpdateHasSettled = customer.LateUpdateHasSettled(claim.ClaimedAt, settling),
        };
    }

    /// <summary>Moves on with a reply.</summary>
    /// <param name="reply">The reply to the last call.</param>
    /// <param name="now">The time on the ledger's clock, or later.</param>
    /// <returns>What to do next, and the problem to answer with when there is no time for it.</returns>
    public RetryDecision Next(PleoReply reply, DateTimeOffset now)
    {
        var decision = Call switch
        {
            InstallationCall.Create => RetryPolicy.AfterCreate(reply, _deliveryId),
            InstallationCall.Update => RetryPolicy.AfterUpdate(reply),
            _ => RetryPolicy.AfterLook(
                reply,
                new LookedFor(
                    _deliveryId,
                    Facts.CreateDoubt?.DeliveryIds ?? [],
                    Facts.InstallationId,
                    _earlierPostMayTakeEffect,
                    _createDoubtHasSettled
                )
            ),
        };

        Calls++;
        Learn(reply, decision, now);
        return Limit(decision);
    }

    /// <summary>What is known of the customer when Pleo has confirmed the delivery's event.</summary>
    /// <param name="delivery">The delivery.</param>
    public readonly CustomerRecord Applied(DeliveryRecord delivery)
    {
        var facts = Facts.With(delivery);
        return _lateUpdateHasSettled ? facts with { LateUpdateSince = null } : facts;
    }

    /// <summary>Goes on after the ledger has recorded that Pleo did what another delivery asked for.</summary>
    /// <param name="customer">The customer as recorded.</param>
    public void Adopted(CustomerRecord customer) => (Facts, Call) = (customer, InstallationCall.Update);

    /// <summary>A PUT had no reply, so it may take effect late.</summary>
    /// <param name="now">The time on the ledger's clock, or later.</param>
    public void LostUpdate(DateTimeOffset now) =>
        (_lateUpdateHasSettled, Facts) = (false, Facts with { LateUpdateSince = now });

    private void Learn(PleoReply reply, RetryDecision decision, DateTimeOffset now)
    {
        var isUnknown = decision.Outcome is RequestOutcome.Unknown;
        if (Call is not InstallationCall.Look)
        {
            _sends++;
            // These replies say what an earlier request of the same event did, too.
            IsUnknown =
                isUnknown
                || (
                    IsUnknown
                    && reply.Kind
                        is not (PleoReplyKind.Installations or PleoReplyKind.Rejected or PleoReplyKind.NotFound)
                );
        }
        else if (!isUnknown)
        {
            IsUnknown = false;
        }

        if (Call is InstallationCall.Create && isUnknown)
        {
            _earlierPostMayTakeEffect |= reply.MayTakeEffect;
            Facts = Facts with { CreateDoubt = new CreateDoubt([_deliveryId], now) };
        }
        else if (
            Facts.CreateDoubt is not null
            && Call is InstallationCall.Create or InstallationCall.Look
            && !isUnknown
        )
        {
            Facts = Facts with { CreateDoubt = null };
        }
        else if (Call is InstallationCall.Update && isUnknown && reply.MayTakeEffect)
        {
            LostUpdate(now);
        }

        // An installation that settles no doubt is not the customer's known one.
        if (reply.Installations.Count > 0 && !(Call is InstallationCall.Look && isUnknown))
        {
            var id = (reply.Find(_deliveryId) ?? reply.Installations[0]).Id;
            Facts = id.Equals(Facts.InstallationId, StringComparison.Ordinal)
                ? Facts
                : Facts with
                {
                    InstallationId = id,
                };
        }
        else if (decision.Next is NextAction.Create && Call is not InstallationCall.Create)
        {
            Facts = Facts with { InstallationId = null };
        }
    }

    private RetryDecision Limit(RetryDecision decision)
    {
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

    /// <summary>GET: asks which company the key belongs to.</summary>
    Introspect,
}
