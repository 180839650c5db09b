using Microsoft.Extensions.Configuration;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>Where the app runs. Only Development may use what is unsafe in Azure or loses data there.</summary>
internal sealed class OnboardingEnvironment(IConfiguration configuration)
{
    /// <summary>The setting that names the environment. Without it, the environment is Production, as on the Functions host.</summary>
    public const string Setting = "AZURE_FUNCTIONS_ENVIRONMENT";

    public const string Development = "Development";

    public bool IsDevelopment { get; } =
        string.Equals(configuration[Setting], Development, StringComparison.OrdinalIgnoreCase);
}
