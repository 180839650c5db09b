using System.Text;
using System.Text.Json;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Operators.Tests.Scenarios;

/// <summary>Reads answers.</summary>
internal static class AnswerReading
{
    public static string Text(this Answer answer) => Encoding.UTF8.GetString(answer.Body.Span);

    public static string? Header(this Answer answer, string name) =>
        answer.Headers.SingleOrDefault(header => header.Key.Equals(name, StringComparison.Ordinal)).Value;

    /// <summary>The outcome of a delivery that is done.</summary>
    public static string Outcome(this Answer answer)
    {
        answer.Status.ShouldBe(200, answer.Text());
        return answer.Header("Onboarding-Outcome").ShouldNotBeNull();
    }

    /// <summary>Holds an answer to being a problem of that code.</summary>
    public static void ShouldBeProblem(this Answer answer, int status, string code)
    {
        answer.Status.ShouldBe(status, answer.Text());
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Header("Cache-Control").ShouldBe("no-store");
        var problem = JsonElement.Parse(answer.Body.Span);
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("traceId").GetString()!.Length.ShouldBe(32);
    }
}
