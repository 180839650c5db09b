namespace PleoFunctions.Infra.Tests;

/// <summary>A wrong parameter stops a deployment before it begins, with a message that names it.</summary>
public sealed class ParameterTests
{
    [Theory]
    [InlineData("name", "the name 'Initech' has another form; expected 1 to 32 of a-z 0-9, with a letter first")]
    [InlineData("digit-first", "the name '1nitech' has another form; expected 1 to 32 of a-z 0-9, with a letter first")]
    [InlineData("host-key", "the host has a key that is called 'default'; expected another name")]
    [InlineData("twice", "a name is there twice; expected each partner once")]
    [InlineData("no-place-for-tenant", "apiKeySecret of 'initech' is without {tenant}")]
    public async Task A_wrong_partner_is_refused(string parameters, string message)
    {
        var run = await PredictAsync(parameters);

        run.ExitCode.ShouldNotBe(0);
        run.Errors.ShouldContain(message);
    }

    [Fact]
    public async Task A_property_that_the_types_lack_is_refused()
    {
        var run = await PredictAsync("types");

        run.ExitCode.ShouldNotBe(0);
        run.Errors.ShouldContain("The property \"apiKey\" is not allowed");
        run.Errors.ShouldContain("the provided value is of type \"'rot13'\"");
    }

    private static Task<BicepRun> PredictAsync(string parameters) =>
        BicepCli.RunAsync(
            "snapshot",
            $"tests/PleoFunctions.Infra.Tests/Parameters/wrong/{parameters}.bicepparam",
            "--mode",
            "validate"
        );
}
