using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>The settings <c>Pleo__…</c>: which Pleo environment, and how long to wait for it.</summary>
internal sealed class PleoOptions
{
    public const string Section = "Pleo";

    public const string Staging = "Staging";

    public const string Production = "Production";

    /// <summary>Which of Pleo's two environments.</summary>
    [OneOf(Staging, Production, Optional = true)]
    public string? Environment { get; set; }

    /// <summary>Another address that replaces Pleo's, in Development only.</summary>
    [HttpAddress("http://localhost:7071/simulated/pleo/", Optional = true)]
    public string? BaseAddress { get; set; }

    /// <summary>How long one attempt may take; 00:00:00.1 to 00:00:25.</summary>
    /// <value>Default: 00:00:05.</value>
    [Duration("00:00:00.1", "00:00:25")]
    public string AttemptTimeout { get; set; } = "00:00:05";

    /// <summary>
    /// How long all attempts of one delivery may take together, with the waits between them. At most 25 s, because the
    /// Functions host ends an invocation after a minute.
    /// </summary>
    /// <value>Default: 00:00:12.</value>
    [Duration("00:00:00.1", "00:00:25")]
    public string TotalTimeout { get; set; } = "00:00:12";

    /// <summary>How long a POST or PUT without a reply may still take effect at Pleo; 00:01:00 to 01:00:00.</summary>
    /// <value>Default: 00:02:00.</value>
    [Duration("00:01:00", "01:00:00", Example = "00:02:00")]
    public string SettlingTime { get; set; } = "00:02:00";

    /// <summary>How many calls may be under way at once in one instance; 1 to 1000.</summary>
    /// <value>Default: 50.</value>
    [WholeNumber(1, 1000)]
    public string MaxConcurrency { get; set; } = "50";
}

/// <summary>Checks each setting on its own.</summary>
[OptionsValidator]
internal sealed partial class PleoOptionsValidator : IValidateOptions<PleoOptions>;

/// <summary>Checks the settings against each other and against the environment.</summary>
internal sealed class PleoOptionsRules(OnboardingEnvironment environment) : IValidateOptions<PleoOptions>
{
    public ValidateOptionsResult Validate(string? name, PleoOptions options)
    {
        var failures = new List<string>();

        if (options.BaseAddress is { } address && !environment.IsDevelopment)
        {
            failures.Add(
                $"Pleo__BaseAddress is '{address}'; expected to be unset outside Development. Set Pleo__Environment instead."
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
