using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Local.Commands;

/// <summary>The partners, as named on the command line.</summary>
internal static class PartnerNames
{
    /// <exception cref="UserErrorException">There is no such partner in the settings.</exception>
    public static Partner Get(this PartnerDirectory partners, string name) =>
        partners.TryFind(name, out var partner)
            ? partner
            : throw new UserErrorException(
                $"There is no partner '{name}' in the settings; there is: {string.Join(", ", partners.All.Select(one => one.Name))}."
            );
}
