using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Pleo;

/// <summary>
/// Prism between Local and a simulated Pleo. It forwards what fits <c>pleo.openapi.yaml</c>, in both directions, and
/// answers anything else itself.
/// </summary>
internal sealed class PrismProxy : IAsyncDisposable
{
    private const string Listening = "Prism is listening on ";

    private readonly ChildProcess _prism;

    private PrismProxy(ChildProcess prism, string address) => (_prism, Address) = (prism, address);

    public string Address { get; }

    /// <summary>Its log.</summary>
    public string Log => _prism.Said;

    /// <param name="pleo">The Pleo to which it forwards.</param>
    /// <param name="description">The description's file.</param>
    public static async Task<PrismProxy> StartAsync(Uri pleo, string description)
    {
        var folder = await SignerPackages.InstalledAsync();
        var prism = ChildProcess.Start(
            "node",
            [
                "node_modules/@stoplight/prism-cli/dist/index.js",
                "proxy",
                description,
                pleo.AbsoluteUri.TrimEnd('/'),
                "--errors",
                "--host=127.0.0.1",
                "--port=0",
            ],
            directory: folder
        );
        try
        {
            var address = await prism.WhenPrintedAsync(line =>
                line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0
                    ? line[(at + Listening.Length)..].Trim()
                    : null
            );
            return new PrismProxy(prism, address);
        }
        catch
        {
            await prism.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _prism.DisposeAsync();
}
