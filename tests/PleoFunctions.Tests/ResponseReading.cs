using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Http;

namespace PleoFunctions.Tests;

/// <summary>Reads responses as a partner would.</summary>
internal static class ResponseReading
{
    public static string Text(this HttpResponseData response) =>
        Encoding.UTF8.GetString(response.Body.ShouldBeOfType<MemoryStream>().ToArray());

    public static JsonNode Json(this HttpResponseData response) => JsonNode.Parse(response.Text())!;

    public static string? Header(this HttpResponseData response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    public static void ShouldBeProblem(this HttpResponseData response, int status, string code)
    {
        ((int)response.StatusCode).ShouldBe(status, response.Text());
        response.Header("Content-Type").ShouldBe("application/problem+json");
        response.Header("Onboarding-Outcome").ShouldBeNull();
        ((string?)response.Json()["code"]).ShouldBe(code);
        ((int?)response.Json()["status"]).ShouldBe(status);
    }
}
