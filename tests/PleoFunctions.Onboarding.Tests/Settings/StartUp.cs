using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Settings;

/// <summary>The messages that a host gets when it starts with some settings.</summary>
internal static class StartUp
{
    /// <summary>The messages that stop the start; none when it succeeds.</summary>
    public static IReadOnlyList<string> Failures(params IEnumerable<(string Name, string? Value)> settings)
    {
        using var services = Composition.Of(settings);
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
        catch (AggregateException e)
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures)];
        }
    }

    public static IReadOnlyList<string> FailuresInDevelopment(
        params IEnumerable<(string Name, string? Value)> settings
    ) => Failures([.. Composition.Development, .. settings]);

    public static IReadOnlyList<string> FailuresInProduction(
        params IEnumerable<(string Name, string? Value)> settings
    ) => Failures([.. Composition.Production, .. settings]);
}
