namespace PleoFunctions.EndToEnd.Tests.Processes;

/// <summary>How long a test waits for what is sure to come; only a broken program makes it wait so long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Installing packages asks a registry, which may be slow.</summary>
    public static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(8);
}
