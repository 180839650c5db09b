using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>What <c>send</c> printed: the status, some headers, an empty line and the body.</summary>
internal sealed record SentWebhook(int ExitCode, int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Outcome => Headers.GetValueOrDefault("Onboarding-Outcome");

    public string? RetryAfter => Headers.GetValueOrDefault("Retry-After");

    /// <summary>The answer as the partner saw it.</summary>
    public ObservedAnswer Observed =>
        new()
        {
            Method = "POST",
            Path = "/api/webhooks/partner/onboarding",
            Status = Status,
            Headers = Headers,
            Body = Encoding.UTF8.GetBytes(Body),
        };

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
            lines
                .Skip(1)
                .Select(line => line.Split(": ", 2))
                .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase),
            parts[1]
        );
    }

    /// <summary>Checks that the delivery succeeded, with that outcome.</summary>
    public SentWebhook ShouldBeInstalled(string outcome)
    {
        Status.ShouldBe(200, Body);
        Outcome.ShouldBe(outcome);
        ExitCode.ShouldBe(0);
        return this;
    }

    /// <summary>Checks that the delivery ended with that problem.</summary>
    public SentWebhook ShouldBeProblem(int status, string code)
    {
        Status.ShouldBe(status, Body);
        Code.ShouldBe(code);
        Outcome.ShouldBeNull();
        (RetryAfter is not null).ShouldBe(status is 409 or 503);
        ExitCode.ShouldBe(1);
        return this;
    }
}
