using System.Security.Cryptography;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.OpenApi;

/// <summary>
/// The OpenAPI 3.1 document of the routes: <c>openapi.json</c> beside this class. It is written by hand, compared with
/// the code by tests, and served unchanged.
/// </summary>
public static class OpenApiDocument
{
    /// <summary>The route of the document.</summary>
    public const string Path = "/api/openapi.json";

    private const string Json = "application/json; charset=utf-8";

    private static readonly byte[] Bytes = Read();
    private static readonly string Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes))}\"";
    private static readonly Answer Whole = Create(200, Bytes);
    private static readonly Answer NotModified = Create(304, ReadOnlyMemory<byte>.Empty);

    /// <summary>200 with the document, or 304 to a client that has it already.</summary>
    /// <param name="ifNoneMatch">The request's <c>If-None-Match</c> (RFC 9110 section 13.1.2), if it has one.</param>
    public static Answer Answer(string? ifNoneMatch) => IsKnown(ifNoneMatch) ? NotModified : Whole;

    private static bool IsKnown(ReadOnlySpan<char> tags)
    {
        foreach (var range in tags.Split(','))
        {
            var tag = tags[range].Trim();
            if (tag is "*" || tag.SequenceEqual(Tag) || (tag.StartsWith("W/") && tag[2..].SequenceEqual(Tag)))
            {
                return true;
            }
        }

        return false;
    }

    private static Answer Create(int status, ReadOnlyMemory<byte> body) =>
        new()
        {
            Status = status,
            ContentType = Json,
            Headers = [new("ETag", Tag), new("Cache-Control", "no-cache")],
            Body = body,
        };

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
