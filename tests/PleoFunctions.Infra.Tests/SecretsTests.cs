using System.Text.Json;

namespace PleoFunctions.Infra.Tests;

/// <summary>No secret is in a template, a parameter file, a snapshot or an output.</summary>
public sealed class SecretsTests
{
    [Theory]
    [InlineData("listKeys")]
    [InlineData("listAccountSas")]
    [InlineData("AccountKey=")]
    [InlineData("SharedAccessSignature")]
    [InlineData("getSecret(")]
    [InlineData("@secure")]
    [InlineData("vaults/secrets")]
    [InlineData("whsec_")]
    public void No_file_holds_or_fetches_a_secret(string trace)
    {
        string[] files =
        [
            .. Repository.InfraFiles("*.bicep"),
            .. Repository.InfraFiles("*.bicepparam"),
            .. Repository.InfraFiles("*.json"),
        ];

        files.ShouldAllBe(file => !Repository.Read(file).Contains(trace, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [Trait("PSRule", "Azure.Deployment.OutputSecretValue")]
    public async Task The_outputs_hold_only_names()
    {
        var run = await CompiledTemplate.Build;

        using var template = JsonDocument.Parse(run.Output);
        template
            .RootElement.GetProperty("outputs")
            .EnumerateObject()
            .Select(output => output.Name)
            .ShouldBe(["functionAppName", "hostName", "keyVaultName"], ignoreOrder: true);
    }
}
