using System.Text;
using System.Text.Json;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing;

/// <summary>Reads answers as a partner would.</summary>
internal static class AnswerReading
{
    public static string Text(this Answer answer) => Encoding.UTF8.GetString(answer.Body.Span);

    public static JsonElement Json(this Answer answer) => JsonElement.Parse(answer.Body.Span);

    public static string? Header(this Answer answer, string name) =>
        answer.Headers.SingleOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static JsonElement Installation(this Answer answer) => answer.Json().GetProperty("installation");

    /// <summary>The outcome of a delivery that is done.</summary>
    public static string Outcome(this Answer answer)
    {
        answer.Status.ShouldBe(200, answer.Text());
        return answer.Header("Onboarding-Outcome").ShouldNotBeNull();
    }

    /// <summary>Checks that the delivery succeeded, with this outcome.</summary>
    public static void ShouldBeInstalled(this Answer answer, string outcome)
    {
        answer.Status.ShouldBe(200, answer.Text());
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Header("Onboarding-Outcome").ShouldBe(outcome);
        answer.Header("Retry-After").ShouldBeNull();
    }

    /// <summary>Checks that the delivery failed with this problem, in the form of RFC 9457, and that no secret is in it.</summary>
    public static void ShouldBeProblem(this Answer answer, int status, string code)
    {
        var text = answer.Text();
        var problem = answer.Json();
        problem.GetProperty("code").GetString().ShouldBe(code, text);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("type").GetString().ShouldEndWith($"/docs/errors.md#{code}");
        problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("traceId").GetString().ShouldNotBeNull().ShouldMatch(@"\A[0-9a-f]{32}\z");

        answer.Status.ShouldBe(status);
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Header("Onboarding-Outcome").ShouldBeNull();
        if (status is 409 or 503)
        {
            answer.Header("Retry-After").ShouldNotBeNull().ShouldMatch(@"\A[1-9][0-9]*\z");
        }
        else
        {
            answer.Header("Retry-After").ShouldBeNull();
        }

        text.ShouldNotContain("only-pleo-says-this");
        text.ShouldNotContain("only-the-vault-says-this");
        text.ShouldNotContain("pleo-api-key");
        text.ShouldNotContain("webhook-signing");
    }

    /// <summary>Checks the same of an operator's answer, which no cache may keep.</summary>
    public static void ShouldBeUncachedProblem(this Answer answer, int status, string code)
    {
        answer.ShouldBeProblem(status, code);
        answer.Header("Cache-Control").ShouldBe("no-store");
    }

    public static void ShouldBeRetryable(this Answer answer, bool retryable) =>
        answer.Json().GetProperty("retryable").GetBoolean().ShouldBe(retryable);

    /// <summary>The pointers of a problem, each with its error.</summary>
    public static IReadOnlyList<string> Errors(this Answer answer) =>
        answer.Json().TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateArray().Select(one => $"{one.GetProperty("pointer")}: {one.GetProperty("detail")}")]
            : [];
}
