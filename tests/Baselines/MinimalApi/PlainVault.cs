namespace PleoFunctions.Baselines.MinimalApi;

/// <summary>Redirects vault requests, which must use https, to a vault on this machine without a certificate.</summary>
internal sealed class PlainVault(Uri vault) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.RequestUri = new Uri(vault, request.RequestUri!.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
