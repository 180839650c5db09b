namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>What the form offers, and what the page leaves out.</summary>
internal sealed record SetupDocument
{
    public required IReadOnlyList<PartnerChoice> Partners { get; init; }

    public required IReadOnlyList<string> Schemes { get; init; }

    public required IReadOnlyList<TenantChoice> Tenants { get; init; }

    /// <summary>Pleo is simulated, so it can be made to fail.</summary>
    public required bool SimulatedPleo { get; init; }

    /// <summary>The vault is embedded, so it can be made to fail.</summary>
    public required bool EmbeddedVault { get; init; }

    /// <summary>How many deliveries are kept.</summary>
    public required int Limit { get; init; }

    /// <summary>Other pages that this process serves, to go on to.</summary>
    public required IReadOnlyList<LinkChoice> Links { get; init; }

    /// <summary>A page to go on to.</summary>
    /// <param name="Path">Where it is.</param>
    /// <param name="Title">What it is.</param>
    internal sealed record LinkChoice(string Path, string Title);

    /// <summary>A partner to send as.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Scheme">The scheme that it is set up with.</param>
    /// <param name="Caution">Why all that is signed here for it is refused; null when it is not.</param>
    internal sealed record PartnerChoice(string Name, string Scheme, string? Caution);

    /// <summary>A tenant to send for.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Plays">What the simulated Pleo does for it.</param>
    internal sealed record TenantChoice(string Name, string Plays);
}
