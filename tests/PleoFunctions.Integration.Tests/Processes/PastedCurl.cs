using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>The parts of the curl that Local prints, so that a test can change one of them.</summary>
internal sealed partial record PastedCurl(Uri Address, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static PastedCurl Read(string command) =>
        new(
            new Uri(AddressIn().Match(command).Value),
            HeadersIn()
                .Matches(command)
                .ToDictionary(
                    header => header.Groups["name"].Value,
                    header => header.Groups["value"].Value,
                    StringComparer.OrdinalIgnoreCase
                ),
            BodyIn().Match(command).Groups["body"].Value
        );

    /// <summary>The request that curl would send.</summary>
    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)),
        };
        foreach (var (name, value) in Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
            }
        }

        return request;
    }

    public PastedCurl WithHeader(string name, string value) =>
        this with
        {
            Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [name] = value },
        };

    [GeneratedRegex(@"http://\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressIn();

    [GeneratedRegex(
        "-H '(?<name>[^:]+): (?<value>[^']+)'",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex HeadersIn();

    [GeneratedRegex("--data '(?<body>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BodyIn();
}
