namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>How a run of Local ended, and what it printed.</summary>
internal sealed record LocalOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>Checks that it ended because of a user's mistake, and printed only one message about it.</summary>
    public void ShouldExplain(string words)
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
