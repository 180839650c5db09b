using Microsoft.Extensions.Configuration;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>Where the app runs. Only Development may use what would be unsafe, or forgetful, in Azure.</summary>
internal sealed class OnboardingEnvironment(IConfiguration configuration)
{
    /// <summary>The setting that says where; absent means Production, as on the Functions host.</summary>
    public const string Setting = "AZURE_FUNCTIONS_ENVIRONMENT";

    public const string Development = "Development";

    public bool IsDevelopment { get; } =
        string.Equals(configuration[Setting], Development, StringComparison.OrdinalIgnoreCase);
}
