namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>The states of deliveries and claims, as they are written in answers and queries.</summary>
internal static class DeliveryWords
{
    public const string Lapsed = "lapsed";

    /// <summary>All states of a delivery, for an error message.</summary>
    public static string States { get; } = string.Join(", ", Enum.GetValues<DeliveryState>().Select(WordOf));

    public static string WordOf(DeliveryState state) =>
        state switch
        {
            DeliveryState.InProgress => "in_progress",
            DeliveryState.Done => "done",
            DeliveryState.Failed => "failed",
            _ => "unknown",
        };

    public static string WordOf(ClaimState state) =>
        state switch
        {
            ClaimState.InProgress => WordOf(DeliveryState.InProgress),
            ClaimState.Done => WordOf(DeliveryState.Done),
            ClaimState.Failed => WordOf(DeliveryState.Failed),
            ClaimState.Unknown => WordOf(DeliveryState.Unknown),
            _ => Lapsed,
        };

    /// <summary>The state of a word, or null.</summary>
    public static DeliveryState? StateOf(string word)
    {
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            if (WordOf(state).Equals(word, StringComparison.Ordinal))
            {
                return state;
            }
        }

        return null;
    }
}
