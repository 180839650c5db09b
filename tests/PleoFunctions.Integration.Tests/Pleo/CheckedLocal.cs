using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Pleo;

/// <summary>Local, with Prism between it and Pleo.</summary>
internal sealed class CheckedLocal : IAsyncDisposable
{
    private CheckedLocal(PrismProxy prism, LocalProcess local) => (Prism, Local) = (prism, local);

    public PrismProxy Prism { get; }

    public LocalProcess Local { get; }

    public static async Task<CheckedLocal> StartAsync(Uri pleo, string description)
    {
        var prism = await PrismProxy.StartAsync(pleo, description);
        try
        {
            var local = await LocalProcess.StartAsync(
                ("Pleo__BaseAddress", prism.Address),
                ("Partners__acme__ApiKeyScheme", "Basic"),
                ("Partners__oauth__ApiKeyScheme", "Bearer")
            );
            return new CheckedLocal(prism, local);
        }
        catch
        {
            await prism.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a payload with that metadata as a partner.</summary>
    public async Task<SentWebhook> SendAsync(string partner, string tenant, string metadata)
    {
        var file = Path.Combine(Path.GetTempPath(), $"payload-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(
            file,
            $$$"""{ "type": "customer.onboarded", "data": { "tenant": "{{{tenant}}}", "metadata": {{{metadata}}} } }""",
            TestContext.Current.CancellationToken
        );
        try
        {
            return await Local.SendAsync("--partner", partner, "--file", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Local.DisposeAsync();
        await Prism.DisposeAsync();
    }
}
