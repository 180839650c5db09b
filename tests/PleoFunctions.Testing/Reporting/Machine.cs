using System.Globalization;
using System.Runtime.InteropServices;

namespace PleoFunctions.Testing.Reporting;

/// <summary>The machine of the measurement.</summary>
internal static class Machine
{
    public static string Description { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores{Processor()}, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, {RuntimeInformation.FrameworkDescription}"
        );

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var model = File.Exists(Info)
            ? File.ReadLines(Info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return model is null ? "" : " of " + model[(model.IndexOf(':') + 1)..].Trim();
    }
}
