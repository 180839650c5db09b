namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>How a run of Local ended, and what it printed.</summary>
internal sealed record LocalOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>It ended because of something that a user can mend, and said so in words, once, and nothing else.</summary>
    public void ShouldBeToldInWords(string words)
    {
        ExitCode.ShouldBe(2, Error);
        Error.ShouldContain(words);
        Error.Split('\n').ShouldBeUnique(StringComparer.Ordinal);
        foreach (var text in (string[])[Error, Output])
        {
            text.ShouldNotContain("   at ");
            text.ShouldNotContain("Exception");
        }

        Output.ShouldNotContain(words);
    }
}
