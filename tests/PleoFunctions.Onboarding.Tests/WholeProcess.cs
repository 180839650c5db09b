namespace PleoFunctions.Onboarding.Tests;

/// <summary>Tests that listen to the whole process: no others run at the same time.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
