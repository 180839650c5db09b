namespace PleoFunctions.Baselines.MinimalApi;

/// <summary>Leads what goes to the vault, which has to be https, to one on this machine that has no certificate.</summary>
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
