namespace PleoFunctions.Onboarding.Tests;

/// <summary>Tests that read from the whole process, or are changed by its listeners. No other test runs beside them.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
