namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>How much a ledger in memory keeps. For code to change, not a setting.</summary>
internal sealed class InMemoryLedgerOptions
{
    /// <summary>How many deliveries that are done are kept; those done first go first.</summary>
    /// <value>Default: 20,000, which take about 20 MB with answers of 600 bytes.</value>
    public int KeptWhenDone { get; set; } = 20_000;
}
