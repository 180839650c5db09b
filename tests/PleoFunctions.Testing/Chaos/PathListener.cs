using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Testing.Chaos;

/// <summary>Prints a line for each path that an instance takes, as its metrics tell it.</summary>
internal static class PathListener
{
    private const string Mark = "path: ";

    /// <summary>Prints until it is disposed.</summary>
    public static IDisposable Start()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name is OnboardingTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (instrument, _, tags, _) => Print(instrument.Name, tags));
        listener.Start();
        return listener;
    }

    /// <summary>Reads a line of an instance.</summary>
    public static bool TryRead(string line, [NotNullWhen(true)] out string? path)
    {
        path = line.StartsWith(Mark, StringComparison.Ordinal) ? line[Mark.Length..] : null;
        return path is not null;
    }

    private static void Print(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string, StringComparer.Ordinal);
        switch (instrument)
        {
            case "onboarding.deliveries":
                Print(values["outcome"]!);
                break;

            case "onboarding.recoveries" when ChaosFloors.IsSuccess(values["outcome"]!):
                Print(values["outcome"]!);
                Print(ChaosFloors.Recovered);
                break;

            case "onboarding.ledger.operations" when (values["operation"], values["result"]) is ("finish", "recorded"):
                Print(ChaosFloors.Adopted);
                break;
        }
    }

    private static void Print(string path) => Console.WriteLine(Mark + path);
}
