using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>Decides who may use the operators' routes: an operator with a token of the issuer, or with the host's admin key.</summary>
/// <param name="tokens">Reads tokens; null when no issuer is set. It is created with the first token.</param>
/// <param name="takesAdminKey">The admin key lets an operator in.</param>
/// <param name="logger">Gets an event for each credential that was refused.</param>
internal sealed partial class OperatorAccess(
    Lazy<OperatorTokens>? tokens,
    bool takesAdminKey,
    ILogger<OperatorAccess> logger
)
{
    private const string Scheme = "Bearer";

    // On a developer's machine the host asks for no key, and gives none a name.
    private const string Local = "local";

    /// <summary>Finds out who sends a request, and whether they have the role.</summary>
    /// <param name="credentials">What the request carried. A token counts, also beside a key.</param>
    /// <param name="role">What the route needs. The admin key has every role.</param>
    /// <returns>The operator, or a problem: <c>not_allowed</c> or <c>issuer_unavailable</c>.</returns>
    public async ValueTask<Result<Operator>> AdmitAsync(OperatorCredentials credentials, OperatorRole role)
    {
        if (tokens is not null && TokenIn(credentials.Authorization) is { } token)
        {
            return await AdmitAsync(token, role);
        }

        if (credentials.Key is { IsAdmin: true } key)
        {
            var name = key.Name is null ? Local : $"key {key.Name}";
            if (takesAdminKey)
            {
                return new Operator(name);
            }

            Log.Refused(logger, name, "sent the admin key, and Operators__AdminKey is false", TraceId);
        }

        return NotAllowed(401, $"This route needs {Needed}.", Scheme);
    }

    private async Task<Result<Operator>> AdmitAsync(string token, OperatorRole role)
    {
        switch (await tokens!.Value.ReadAsync(token))
        {
            case TokenReading.Accepted accepted when accepted.Roles.Contains(role.Name, StringComparer.Ordinal):
                return new Operator(accepted.Name);

            case TokenReading.Accepted accepted:
                Log.Refused(logger, accepted.Name, $"lacks the role {role.Name}", TraceId);
                return NotAllowed(
                    403,
                    $"This route needs the role {role.Name}, and the access token does not have it.",
                    $"{Scheme} error=\"insufficient_scope\""
                );

            case TokenReading.Refused refused:
                Log.Refused(logger, "unknown", $"sent an access token that {refused.Fault}", TraceId);
                return NotAllowed(401, $"The access token {refused.Fault}.", $"{Scheme} error=\"invalid_token\"");

            default:
                Log.IssuerUnavailable(logger, TraceId);
                return new Problem(
                    ProblemCode.IssuerUnavailable,
                    takesAdminKey
                        ? "The issuer of access tokens does not answer, so the token cannot be checked. Try again later, or use the admin key."
                        : "The issuer of access tokens does not answer, so the token cannot be checked. Try again later."
                );
        }
    }

    /// <summary>The token of a header <c>Authorization: Bearer</c> (RFC 6750 section 2.1).</summary>
    private static string? TokenIn(string? authorization) =>
        authorization?.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase) is true
            ? authorization[(Scheme.Length + 1)..].Trim()
            : null;

    private string Needed =>
        (tokens, takesAdminKey) switch
        {
            (null, _) => "the host's admin key in the header x-functions-key",
            (_, true) =>
                "an access token in the header Authorization, or the host's admin key in the header x-functions-key",
            _ => "an access token in the header Authorization",
        };

    private static string? TraceId => Activity.Current?.TraceId.ToHexString();

    private Problem NotAllowed(int status, string detail, string challenge) =>
        new(ProblemCode.NotAllowed, detail) { Status = status, Challenge = tokens is null ? null : challenge };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 121,
            Level = LogLevel.Warning,
            Message = "An operator's request was refused: operator {Operator} {Fault} (trace {TraceId})."
        )]
        public static partial void Refused(ILogger logger, string @operator, string fault, string? traceId);

        [LoggerMessage(
            EventId = 122,
            Level = LogLevel.Warning,
            Message = "The issuer of operators' tokens does not answer, and its keys are not known. Check Operators__Authority (trace {TraceId})."
        )]
        public static partial void IssuerUnavailable(ILogger logger, string? traceId);
    }
}

/// <summary>Someone who may use a route.</summary>
/// <param name="Name">The object id of a token, <c>key</c> with the key's name, or <c>local</c>.</param>
internal sealed record Operator(string Name);

/// <summary>What an operator may do. The issuer puts the name into the claim <c>roles</c>.</summary>
/// <param name="Name">The name in the token.</param>
internal sealed record OperatorRole(string Name)
{
    /// <summary>List and read deliveries and customers.</summary>
    public static readonly OperatorRole ReadDeliveries = new("Deliveries.Read");

    /// <summary>Run a delivery again.</summary>
    public static readonly OperatorRole ReplayDeliveries = new("Deliveries.Replay");

    /// <summary>Erase a customer from the ledger.</summary>
    public static readonly OperatorRole EraseCustomers = new("Customers.Erase");
}
