namespace PleoFunctions.Onboarding.Tests.Webhooks;

/// <summary>The time at which the webhooks of these tests arrive.</summary>
internal static class Arrival
{
    public static readonly DateTimeOffset Time = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
}
