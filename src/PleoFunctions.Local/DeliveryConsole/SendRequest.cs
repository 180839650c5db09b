
namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A sample to send, as the form asks for it.</summary>
internal sealed record SendRequest
{
    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    /// <summary>The scheme to sign with; the partner's own when absent.</summary>
    public string? Scheme { get; init; }

    /// <summary>The delivery id; a new one when absent.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The body; a sample that has everything where the partner's mapping looks for it when absent.</summary>
    public string? Body { get; init; }

    /// <summary>What to do wrong.</summary>
    public SendMistake Mistake { get; init; }
}
