using System.Globalization;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Functions;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Tests;

/// <summary>The function app serves the OpenAPI document unchanged.</summary>
public sealed class OpenApiFunctionTests
{
    [Fact]
    public async Task It_serves_the_file_byte_for_byte()
    {
        var response = await InvokeAsync(ifNoneMatch: null);

        response.Body.ShouldBeOfType<MemoryStream>().ToArray().ShouldBe(await FileAsync());
        ShouldHaveTheDocumentedHeaders(response, 200);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task A_client_that_has_the_document_gets_no_second_copy(string form)
    {
        var tag = (await InvokeAsync(ifNoneMatch: null)).Header("ETag").ShouldNotBeNull();

        var response = await InvokeAsync(form.Replace("{0}", tag, StringComparison.Ordinal));

        response.Text().ShouldBeEmpty();
        ShouldHaveTheDocumentedHeaders(response, 304);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("other")]
    [InlineData("")]
    [InlineData(",")]
    public async Task A_client_that_has_another_document_gets_the_current_one(string known)
    {
        var response = await InvokeAsync(known);

        ((int)response.StatusCode).ShouldBe(200);
    }

    private static void ShouldHaveTheDocumentedHeaders(HttpResponseData response, int status)
    {
        var documented = OpenApiContract
            .Shared.Find(
                "paths",
                "/api/openapi.json",
                "get",
                "responses",
                status.ToString(CultureInfo.InvariantCulture),
                "headers"
            )
            .Node.AsObject();

        ((int)response.StatusCode).ShouldBe(status);
        response
            .Headers.Select(header => header.Key)
            .Where(name => name is not "Content-Type")
            .ShouldBe(documented.Select(header => header.Key), ignoreOrder: true);
    }

    private static Task<HttpResponseData> InvokeAsync(string? ifNoneMatch)
    {
        var request = new RequestDouble(new InvocationDouble(), "GET", "api/openapi.json");
        if (ifNoneMatch is not null)
        {
            request.With("If-None-Match", ifNoneMatch);
        }

        return OpenApiFunction.RunAsync(request);
    }

    private static Task<byte[]> FileAsync() =>
        File.ReadAllBytesAsync(OpenApiContract.DocumentPath, TestContext.Current.CancellationToken);
}
