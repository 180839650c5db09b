using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Signatures;

/// <summary>Local with a partner for each kind of signature, and the libraries of those partners.</summary>
public sealed class SignaturesFixture : IAsyncLifetime
{
    private LocalProcess? _local;
    private WebhookLibraries? _libraries;

    internal static Signer StandardWebhooks { get; } =
        new("standardwebhooks", "acme", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");

    internal static Signer Svix { get; } = new("svix", "acme", StandardWebhooks.Secret);

    internal static Signer GitHub { get; } = new("@octokit/webhooks-methods", "octo", "It-is-a-secret-to-everybody");

    internal static Signer Stripe { get; } = new("stripe", "stripes", "whsec_b4aa9f1e5f2d4c3b8a7e6d5c4b3a2f1e");

    public LocalProcess Local => _local!;

    internal WebhookLibraries Libraries => _libraries!;

    public async ValueTask InitializeAsync()
    {
        _libraries = await WebhookLibraries.StartAsync();
        _local = await LocalProcess.StartAsync(
            ("Partners__acme__Signature__Scheme", "standard-webhooks"),
            ("Partners__octo__Signature__Scheme", "github"),
            ("Partners__octo__Mapping__Tenant", "/customer/account"),
            ("Partners__octo__Mapping__Status", "/customer/state"),
            ("Partners__octo__Mapping__StatusMap", """{"live":"ACTIVATED"}"""),
            ("Partners__octo__Mapping__Metadata", """{"externalConfigurationId":"/customer/config id"}"""),
            ("Partners__octo__ApiKeyScheme", "Bearer"),
            ("Partners__stripes__Signature__Scheme", "stripe"),
            ("Partners__stripes__Mapping__Tenant", "/data/object/metadata/tenant"),
            ("Partners__stripes__Mapping__Metadata", "/data/object/metadata"),
            // During a rotation there are two keys; the libraries sign with the second.
            ("Secrets__acme--webhook-signing", $"whsec_{new string('A', 32)} {StandardWebhooks.Secret}"),
            ("Secrets__octo--webhook-signing", GitHub.Secret),
            ("Secrets__stripes--webhook-signing", Stripe.Secret)
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            await _local.DisposeAsync();
        }

        if (_libraries is not null)
        {
            await _libraries.DisposeAsync();
        }
    }
}
