namespace PleoFunctions.Integration.Tests.ExactlyOnce;

/// <summary>Tests that load the machine. They run one at a time, and no other test runs beside them.</summary>
[CollectionDefinition(nameof(LoadTests), DisableParallelization = true)]
public sealed class LoadTests;
