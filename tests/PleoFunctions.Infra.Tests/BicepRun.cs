namespace PleoFunctions.Infra.Tests;

/// <summary>What a run of the CLI said. Diagnostics are among the errors, warnings too.</summary>
internal sealed record BicepRun(int ExitCode, string Output, string Errors)
{
    public void ShouldBeClean()
    {
        Errors.ShouldBeEmpty();
        ExitCode.ShouldBe(0, Output);
    }
}
