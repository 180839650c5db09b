using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Checks the settings against each other and against the environment.</summary>
internal sealed class PleoOptionsRules(OnboardingEnvironment environment) : IValidateOptions<PleoOptions>
{
    public ValidateOptionsResult Validate(string? name, PleoOptions options)
    {
        var failures = new List<string>();

        if (options.BaseAddress is { } address && !environment.IsDevelopment)
        {
            failures.Add(
                $"Pleo__BaseAddress is '{address}'; expected to be unset outside Development: set Pleo__Environment."
            );
        }

        if (options is { Environment: null, BaseAddress: null })
        {
            failures.Add("Pleo__Environment is not set; expected one of Staging, Production.");
        }

        if (
            DurationAttribute.TryParse(options.AttemptTimeout, out var attempt)
            && DurationAttribute.TryParse(options.TotalTimeout, out var total)
            && total < attempt
        )
        {
            failures.Add(
                $"Pleo__TotalTimeout is '{options.TotalTimeout}'; expected at least Pleo__AttemptTimeout, '{options.AttemptTimeout}'."
            );
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
