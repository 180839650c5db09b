namespace PleoFunctions.Testing;

/// <summary>How long a test waits for an expected event before it fails. No test measures with it.</summary>
public static class Patience
{
    public const int Milliseconds = 90_000;

    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(Milliseconds);
}
