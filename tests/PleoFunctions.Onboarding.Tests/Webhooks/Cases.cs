namespace PleoFunctions.Onboarding.Tests.Webhooks;

/// <summary>On how many cases a property is tried.</summary>
internal static class Cases
{
    /// <summary>What CsCheck takes for "as many as the environment says".</summary>
    private const int AsTheEnvironmentSays = -1;

    private static readonly bool EnvironmentSays = Environment.GetEnvironmentVariable("CsCheck_Iter") is not null;

    /// <summary>So many, unless <c>CsCheck_Iter</c> asks for another number.</summary>
    public static int Usually(int count) => EnvironmentSays ? AsTheEnvironmentSays : count;
}
