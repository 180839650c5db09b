namespace PleoFunctions.Onboarding.Tests;

/// <summary>The parts of xunit.v3 that the tests use and xunit 2 lacks.</summary>
internal sealed class TestContext
{
    public static TestContext Current { get; } = new();

    public CancellationToken CancellationToken { get; } = CancellationToken.None;
}
