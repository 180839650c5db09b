namespace PleoFunctions.Infra.Tests;

/// <summary>The output of a run of the CLI. The errors include all diagnostics and warnings.</summary>
internal sealed record BicepRun(int ExitCode, string Output, string Errors)
{
    public void ShouldBeClean()
    {
        Errors.ShouldBeEmpty();
        ExitCode.ShouldBe(0, Output);
    }
}
