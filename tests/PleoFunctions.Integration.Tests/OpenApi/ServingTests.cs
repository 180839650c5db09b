using System.Net;
using PleoFunctions.Onboarding.OpenApi;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>Local serves the file unchanged. The function app's tests check the same of its function.</summary>
public sealed class ServingTests(OpenApiFixture fixture, LocalFixture local)
{
    [Fact]
    public async Task Local_serves_the_file_byte_for_byte_under_the_same_tag()
    {
        using var http = new HttpClient(new AnswerRecorder(fixture.Contract));

        using var response = await http.GetAsync(
            new Uri(local.Address, "/api/openapi.json"),
            TestContext.Current.CancellationToken
        );

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(
            await File.ReadAllBytesAsync(OpenApiContract.DocumentPath, TestContext.Current.CancellationToken)
        );
        response.Headers.ETag!.ToString().ShouldBe(Tag);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task A_client_that_has_the_document_gets_no_second_copy(string form)
    {
        using var http = new HttpClient(new AnswerRecorder(fixture.Contract));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(local.Address, "/api/openapi.json"));
        request.Headers.TryAddWithoutValidation("If-None-Match", form.Replace("{0}", Tag, StringComparison.Ordinal));

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    private static string Tag => OpenApiDocument.Answer(ifNoneMatch: null).Headers.Single(IsTag).Value;

    private static bool IsTag(KeyValuePair<string, string> header) =>
        header.Key.Equals("ETag", StringComparison.Ordinal);
}
