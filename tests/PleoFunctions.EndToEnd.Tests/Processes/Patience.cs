namespace PleoFunctions.EndToEnd.Tests.Processes;

/// <summary>How long a test waits for what is sure to come; only a broken program makes it wait so long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
}
