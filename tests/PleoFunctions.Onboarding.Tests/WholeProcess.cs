namespace PleoFunctions.Onboarding.Tests;

/// <summary>Tests that observe the whole process, or that its listeners affect. No other test runs beside them.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
