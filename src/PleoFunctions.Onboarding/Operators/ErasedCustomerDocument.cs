namespace PleoFunctions.Onboarding.Operators;

/// <summary>What an erase of a customer has done.</summary>
internal sealed class ErasedCustomerDocument
{
    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    /// <summary>Always <c>erased</c>.</summary>
    public string State { get; } = "erased";

    /// <summary>How many deliveries this request erased; 0 when nothing was left.</summary>
    public required int Deliveries { get; init; }
}
