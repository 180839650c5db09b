namespace PleoFunctions.Testing;

/// <summary>How long a test waits for what must come, before it fails instead of hanging. No test measures with it.</summary>
public static class Patience
{
    public const int Milliseconds = 90_000;

    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(Milliseconds);
}
