namespace PleoFunctions.Infra.Tests;

/// <summary>The template as Azure gets it, compiled once for all tests.</summary>
internal static class CompiledTemplate
{
    private static readonly Lazy<Task<BicepRun>> Once = new(() =>
        BicepCli.RunAsync("build", "infra/main.bicep", "--stdout")
    );

    public static Task<BicepRun> Build => Once.Value;
}
