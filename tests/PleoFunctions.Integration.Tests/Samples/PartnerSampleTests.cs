using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Samples;

/// <summary>The samples of the partner guide, run as a partner would.</summary>
public sealed class PartnerSampleTests(DefaultLocal fixture) : IClassFixture<DefaultLocal>
{
    private const int LongestSample = 30;

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "samples");

    [Theory]
    [InlineData("bash", "send.sh")]
    [InlineData("node", "send.mjs")]
    [InlineData("python3", "send.py")]
    [InlineData("dotnet", "run", "send.cs")]
    public async Task A_sample_gets_its_installation(params string[] command)
    {
        // A copy, because `dotnet run` builds beside the file and applies settings of the folders above it.
        using var folder = new TemporaryFolder();
        var sample = command[^1];
        File.Copy(Path.Combine(Folder, sample), Path.Combine(folder.Path, sample));

        await using var run = ChildProcess.Start(
            command[0],
            [.. command[1..], "northwind"],
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["WEBHOOK_URL"] = new Uri(fixture.Local.Address, "/api/webhooks/acme/onboarding").AbsoluteUri,
                ["WEBHOOK_SECRET"] = SampleSecret,
            },
            folder.Path
        );

        (await run.WhenEndedAsync()).ShouldBe(0, run.Said);
        run.Output.TrimEnd().ShouldEndWith("\n200", customMessage: run.Said);
        run.Output.ShouldContain("\"state\":\"pending\"");
    }

    [Fact]
    public void Every_sample_is_short()
    {
        foreach (var sample in Directory.EnumerateFiles(Folder))
        {
            File.ReadLines(sample).Count().ShouldBeLessThan(LongestSample, sample);
        }
    }

    [Fact]
    public void The_guide_links_every_sample_and_quotes_the_shell_sample()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "partners.md"));
        var shell = File.ReadAllText(Path.Combine(Folder, "send.sh"));

        foreach (var sample in Directory.EnumerateFiles(Folder))
        {
            guide.ShouldContain($"(samples/{Path.GetFileName(sample)})");
        }

        var shown = guide.Split("```bash\n")[1].Split("```")[0];
        shell.ShouldContain(shown);
    }

    /// <summary>The published secret of the sample settings.</summary>
    private static string SampleSecret
    {
        get
        {
            var settings = File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json"));
            var start = settings.IndexOf("whsec_", StringComparison.Ordinal);
            return settings[start..settings.IndexOf('"', start)];
        }
    }
}
