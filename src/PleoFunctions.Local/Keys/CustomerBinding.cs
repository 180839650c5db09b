namespace PleoFunctions.Local.Keys;

/// <summary>What the ledger says about a customer's Pleo company.</summary>
internal sealed record CustomerBinding
{
    private CustomerBinding() { }

    /// <summary>The ledger has no company of the customer yet.</summary>
    public static CustomerBinding None { get; } = new();

    /// <summary>The company that the customer is bound to; null when there is none, or when it is not known.</summary>
    public string? Company { get; private init; }

    /// <summary>Why the ledger was not read; null when it was.</summary>
    public string? NotReadBecause { get; private init; }

    public static CustomerBinding To(string company) => new() { Company = company };

    public static CustomerBinding NotRead(string reason) => new() { NotReadBecause = reason };
}
