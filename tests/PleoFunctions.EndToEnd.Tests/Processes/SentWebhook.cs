using System.Globalization;
using System.Text.Json.Nodes;

namespace PleoFunctions.EndToEnd.Tests.Processes;

/// <summary>What <c>send</c> printed: the status, some headers, an empty line and the body.</summary>
internal sealed record SentWebhook(int ExitCode, int Status, string? Outcome, string? RetryAfter, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Code => (string?)Json["code"];

    public static SentWebhook Read(LocalOutcome sending)
    {
        var parts = sending.Output.Split("\n\n", 2);
        parts.Length.ShouldBe(2, sending.Error);
        var lines = parts[0].Split('\n');

        return new SentWebhook(
            sending.ExitCode,
            int.Parse(lines[0].Split(' ')[0], CultureInfo.InvariantCulture),
            HeaderIn(lines, "Onboarding-Outcome"),
            HeaderIn(lines, "Retry-After"),
            parts[1]
        );
    }

    /// <summary>The delivery went well, in that way.</summary>
    public SentWebhook ShouldBeInstalled(string outcome)
    {
        Status.ShouldBe(200, Body);
        Outcome.ShouldBe(outcome);
        ExitCode.ShouldBe(0);
        return this;
    }

    /// <summary>The delivery ended with that problem.</summary>
    public SentWebhook ShouldBeProblem(int status, string code)
    {
        Status.ShouldBe(status, Body);
        Code.ShouldBe(code);
        Outcome.ShouldBeNull();
        (RetryAfter is not null).ShouldBe(status is 409 or 503);
        ExitCode.ShouldBe(1);
        return this;
    }

    private static string? HeaderIn(string[] lines, string name) =>
        lines
            .Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 2)..])
            .SingleOrDefault();
}
