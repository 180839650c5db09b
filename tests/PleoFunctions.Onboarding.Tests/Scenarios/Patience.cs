namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>How long a test waits for what is bound to come, before it fails instead of hanging. Nothing measures by it.</summary>
internal static class Patience
{
    public const int Milliseconds = 60_000;

    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(Milliseconds);
}
