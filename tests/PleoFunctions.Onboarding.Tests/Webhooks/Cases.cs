namespace PleoFunctions.Onboarding.Tests.Webhooks;

/// <summary>The number of cases for a property.</summary>
internal static class Cases
{
    /// <summary>CsCheck's value for "as the environment says".</summary>
    private const int AsTheEnvironmentSays = -1;

    private static readonly bool EnvironmentSays = Environment.GetEnvironmentVariable("CsCheck_Iter") is not null;

    /// <summary>This number, unless <c>CsCheck_Iter</c> sets another.</summary>
    public static int Usually(int count) => EnvironmentSays ? AsTheEnvironmentSays : count;
}
