namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>GitHub's scheme: <c>X-Hub-Signature-256: sha256=…</c> over the body. The delivery id is in <c>X-GitHub-Delivery</c>.</summary>
public sealed class GitHubScheme : BodyHmacScheme
{
    /// <inheritdoc/>
    public override string Name => "github";

    /// <inheritdoc/>
    public override string DeliveryIdHeader => "X-GitHub-Delivery";

    private protected override string SignatureHeader => "X-Hub-Signature-256";

    internal override string SignaturePrefix => "sha256=";
}
