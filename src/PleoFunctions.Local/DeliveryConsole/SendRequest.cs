namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>What the page's form asks to send.</summary>
internal sealed record SendRequest
{
    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    /// <summary>The scheme to sign with; the partner's own when absent.</summary>
    public string? Scheme { get; init; }

    /// <summary>The delivery id; a new one when absent.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The body; a sample that fits the partner's mapping when absent.</summary>
    public string? Body { get; init; }

    /// <summary>The mistake to make on purpose.</summary>
    public SendMistake Mistake { get; init; }
}

/// <summary>A mistake in the signature, made on purpose.</summary>
internal enum SendMistake
{
    /// <summary>None.</summary>
    None,

    /// <summary>The body is rewritten after it was signed: the same JSON, but other bytes.</summary>
    Reserialized,

    /// <summary>It is signed with another key.</summary>
    OtherKey,

    /// <summary>It was signed ten minutes ago.</summary>
    Late,

    /// <summary>It is not signed.</summary>
    Unsigned,
}
