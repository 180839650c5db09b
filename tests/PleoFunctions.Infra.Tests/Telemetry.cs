using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Infra.Tests;

/// <summary>The app's metrics, their tags, and its log events, on which alerts and workbook rely.</summary>
internal static class Telemetry
{
    /// <summary>The tags of every metric, taken from the app's own instruments as they are recorded.</summary>
    public static IReadOnlyDictionary<string, string[]> TagsOfMetrics { get; } = Record();

    /// <summary>The results that <c>onboarding.secret.lookups</c> may record.</summary>
    public static IReadOnlyList<string> SecretResults { get; } =
    ["hit", "fetched", "stale", "not_found", "disabled", "expired", "not_yet_valid", "unavailable"];

    /// <summary>The message of every log event, by its id.</summary>
    public static IReadOnlyDictionary<int, string> LogEvents { get; } =
        typeof(OnboardingTelemetry)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToDictionary(log => log.EventId, log => log.Message);

    private static Dictionary<string, string[]> Record()
    {
        var tagsOfMetrics = new Dictionary<string, string[]>(StringComparer.Ordinal);
        using var services = new ServiceCollection()
            .AddMetrics()
            .AddSingleton<OnboardingMetrics>()
            .BuildServiceProvider();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (string.Equals(instrument.Meter.Name, OnboardingTelemetry.Name, StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        listener.Start();

        var metrics = services.GetRequiredService<OnboardingMetrics>();
        metrics.Delivered("acme", "created", TimeSpan.FromSeconds(1));
        metrics.Attempted("acme", "POST", "installations");
        metrics.LookedUp("hit");
        metrics.SeenExpiring(7);
        metrics.Operated("claim", "granted");
        metrics.Recovered("acme", "dead");
        metrics.Open("acme", "waiting", 1);
        metrics.OldestOpen("acme", TimeSpan.FromMinutes(1));
        return tagsOfMetrics;

        void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            tagsOfMetrics[instrument.Name] = [.. tags.ToArray().Select(tag => tag.Key)];
    }
}
