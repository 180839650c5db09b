namespace PleoFunctions.Onboarding.Tests;

/// <summary>What the tests ask of xunit.v3 and xunit 2 does not have.</summary>
internal sealed class TestContext
{
    public static TestContext Current { get; } = new();

    public CancellationToken CancellationToken { get; } = CancellationToken.None;
}
