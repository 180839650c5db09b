using System.Net;
using System.Text.RegularExpressions;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>Local serves everything that the page at /reference needs.</summary>
public sealed partial class ReferencePageTests(LocalFixture local)
{
    [Fact]
    public async Task The_policy_forbids_requests_to_other_hosts()
    {
        using var page = await GetPageAsync();

        var policy = page
            .Headers.GetValues("Content-Security-Policy")
            .Single()
            .Split(';', StringSplitOptions.TrimEntries)
            .Select(directive => directive.Split(' '))
            .ToDictionary(directive => directive[0], directive => directive[1..], StringComparer.Ordinal);
        policy["default-src"].ShouldBe(["'none'"]);
        policy["connect-src"].ShouldBe(["'self'"]);
        policy
            .Values.SelectMany(sources => sources)
            .Distinct(StringComparer.Ordinal)
            .ShouldBeSubsetOf(["'none'", "'self'", "'unsafe-inline'", "data:", "blob:"], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Local_serves_every_file_that_the_page_names()
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var page = await GetPageAsync();
        var html = await ReadAsync(page);

        html.ShouldNotContain("://");
        var assets = References()
            .Matches(html)
            .Select(match => match.Groups["address"].Value)
            .ToHashSet(StringComparer.Ordinal);

        assets.ShouldContain("scalar.js", StringComparer.Ordinal);
        assets.ShouldContain("scalar.aspnetcore.js", StringComparer.Ordinal);
        assets.ShouldContain("favicon.svg", StringComparer.Ordinal);
        foreach (var asset in assets)
        {
            var address = new Uri(page.RequestMessage!.RequestUri!, asset);
            address.Authority.ShouldBe(local.Address.Authority);
            using var answer = await http.GetAsync(address, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, asset);
            (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldNotBeEmpty(asset);
        }
    }

    [Fact]
    public async Task Shows_our_document_without_parts_that_call_another_host()
    {
        using var page = await GetPageAsync();

        var html = await ReadAsync(page);

        html.ShouldContain("\"url\":\"api/openapi.json\"");
        html.ShouldContain("\"withDefaultFonts\":false");
        html.ShouldContain("\"telemetry\":false");
        html.ShouldContain("\"agent\":{\"disabled\":true}");
        html.ShouldContain("\"mcp\":{\"disabled\":true}");
        html.ShouldNotContain("proxyUrl");
    }

    private async Task<HttpResponseMessage> GetPageAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        var page = await http.GetAsync(new Uri(local.Address, "/reference"), TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        return page;
    }

    private static Task<string> ReadAsync(HttpResponseMessage page) =>
        page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    [GeneratedRegex(
        "(?:src=|href=|from |\"favicon\":)[\"'](?<address>[^\"']+)[\"']",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex References();
}
