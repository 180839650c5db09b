using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>What a request to an operators' route carried to show who sent it. Nothing in it is trusted yet.</summary>
/// <param name="key">The host's key; null when there was none.</param>
/// <param name="authorization">The header <c>Authorization</c>; null when there was none.</param>
// No record, because a record prints its values, and a token must not reach a log.
public sealed class OperatorCredentials(CallerKey? key, string? authorization)
{
    internal CallerKey? Key { get; } = key;

    internal string? Authorization { get; } = authorization;
}
