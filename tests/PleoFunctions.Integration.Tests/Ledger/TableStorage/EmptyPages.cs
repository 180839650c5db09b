using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>
/// A table service that answers the first queries with an empty page and a continuation, as the real one does after
/// many entities that do not fit the filter.
/// </summary>
internal sealed partial class EmptyPages : DelegatingHandler
{
    public EmptyPages()
        : base(new SocketsHttpHandler()) { }

    /// <summary>How many queries to answer with an empty page.</summary>
    public required int Count { get; init; }

    /// <summary>How many were answered so.</summary>
    public int Given { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (Given >= Count)
        {
            // The real service must see the first page.
            request.RequestUri = new Uri(ContinuationPattern().Replace(request.RequestUri!.AbsoluteUri, ""));
            return base.SendAsync(request, cancellationToken);
        }

        Given++;
        var response = new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent("""{"value":[]}""", new MediaTypeHeaderValue("application/json")),
        };
        response.Headers.Add("x-ms-continuation-NextPartitionKey", "acme");
        response.Headers.Add("x-ms-continuation-NextRowKey", "a");
        return Task.FromResult(response);
    }

    [GeneratedRegex(
        "&Next(Partition|Row)Key=[^&]*",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ContinuationPattern();
}
