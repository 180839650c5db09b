using System.Net;
using PleoFunctions.Functions;
using PleoFunctions.Testing.OpenApi;
using PleoFunctions.Tests;

namespace PleoFunctions.OpenApi.Tests;

/// <summary>Both hosts serve the file as it is.</summary>
public sealed class ServingTests(OpenApiFixture fixture, LocalFixture local)
{
    [Fact]
    public async Task The_function_app_serves_the_file_byte_for_byte()
    {
        var answer = await InvokeAsync(ifNoneMatch: null);

        answer.Body.ToArray().ShouldBe(await FileAsync());
        (await fixture.Contract.CheckAsync(answer)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Local_serves_the_file_byte_for_byte_under_the_same_tag()
    {
        using var http = new HttpClient(new AnswerRecorder(fixture.Contract));

        using var response = await http.GetAsync(
            new Uri(local.Address, "/api/openapi.json"),
            TestContext.Current.CancellationToken
        );

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(
            await FileAsync()
        );
        response.Headers.ETag!.ToString().ShouldBe((await InvokeAsync(ifNoneMatch: null)).Headers["ETag"]);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task A_client_that_has_the_document_gets_no_second_copy(string form)
    {
        var tag = (await InvokeAsync(ifNoneMatch: null)).Headers["ETag"];
        var known = form.Replace("{0}", tag, StringComparison.Ordinal);

        var answer = await InvokeAsync(known);
        using var http = new HttpClient(new AnswerRecorder(fixture.Contract));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(local.Address, "/api/openapi.json"));
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        (await fixture.Contract.CheckAsync(answer)).Status.ShouldBe(304);
        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("other")]
    [InlineData("")]
    [InlineData(",")]
    public async Task A_client_that_has_another_document_gets_this_one(string known) =>
        (await InvokeAsync(known)).Status.ShouldBe(200);

    private static async Task<ObservedAnswer> InvokeAsync(string? ifNoneMatch)
    {
        var request = new RequestDouble(new InvocationDouble(), "GET", "api/openapi.json");
        if (ifNoneMatch is not null)
        {
            request.With("If-None-Match", ifNoneMatch);
        }

        var response = await OpenApiFunction.RunAsync(request);
        return new ObservedAnswer
        {
            Method = request.Method,
            Path = request.Url.AbsolutePath,
            Status = (int)response.StatusCode,
            Headers = response.Headers.ToDictionary(
                header => header.Key,
                header => string.Join(", ", header.Value),
                StringComparer.OrdinalIgnoreCase
            ),
            Body = ((MemoryStream)response.Body).ToArray(),
        };
    }

    private static Task<byte[]> FileAsync() =>
        File.ReadAllBytesAsync(OpenApiContract.DocumentPath, TestContext.Current.CancellationToken);
}
