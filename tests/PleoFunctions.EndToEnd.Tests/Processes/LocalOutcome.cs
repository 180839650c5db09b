namespace PleoFunctions.EndToEnd.Tests.Processes;

/// <summary>How a run of Local ended, and what it printed.</summary>
internal sealed record LocalOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>It ended because of something that a user can mend, and said so and no more.</summary>
    public void ShouldBeToldInWords(string words)
    {
        ExitCode.ShouldBe(2, Error);
        Error.ShouldContain(words);
        Output.ShouldBeEmpty();
        var lines = Error.Split('\n');
        lines.ShouldBeUnique(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            line.ShouldNotStartWith("   at ");
            line.ShouldNotContain("Exception");
        }
    }
}
