using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>
/// Decides which function keys open a partner's address. The host checks only that a key is one of the app's. A key belongs
/// to the partner that its name names: <c>acme</c>, or <c>acme-2027</c> while the partner changes from one key to another.
/// </summary>
internal static class FunctionKeyRule
{
    /// <summary>Finds the reason to refuse a webhook because of its function key; null to accept it.</summary>
    public static Problem? FindRefusal(Partner partner, CallerKey? key, PartnerDirectory partners) =>
        key switch
        {
            // func start checks no key and names none, so there every request counts as the partner's own.
            { Name: null, IsAdmin: true } => null,
            { Name: { } name } when OwnerOf(name).Equals(partner.Name, StringComparison.Ordinal) => null,
            { Name: { } name } when partners.TryFind(OwnerOf(name), out _) => OfAnotherPartner,
            _ => partner.Scheme is UnsignedScheme ? NotOwn : null,
        };

    /// <summary>
    /// The name of the partner that a key belongs to, if there is such a partner. The host compares the names of keys
    /// without case.
    /// </summary>
    public static string OwnerOf(string keyName) =>
        (
            keyName.IndexOf('-', StringComparison.Ordinal) is >= 0 and var end ? keyName[..end] : keyName
        ).ToLowerInvariant();

    private static Problem OfAnotherPartner { get; } =
        new(
            ProblemCode.WrongFunctionKey,
            "The function key belongs to another partner. Use the function key that came with this address."
        );

    private static Problem NotOwn { get; } =
        new(
            ProblemCode.WrongFunctionKey,
            "Webhooks of this partner are not signed, so they need the partner's own function key. Ask us for it."
        );
}
