using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Operators;

/// <summary>Local with an issuer of operators' tokens.</summary>
public sealed class SignedInLocal : IAsyncLifetime
{
    private OidcProvider? _issuer;
    private LocalProcess? _local;

    internal OidcProvider Issuer => _issuer!;

    internal LocalProcess Local => _local!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await OidcProvider.StartAsync();
        _local = await LocalProcess.StartAsync(
            ("Operators__Authority", _issuer.Address),
            ("Operators__Audience", OidcProvider.Audience),
            ("Logging__LogLevel__Default", "Trace"),
            ("Logging__LogLevel__Microsoft", "Trace"),
            ("Logging__LogLevel__System", "Trace")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await (_local?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_issuer?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
