using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>The result of a run for an installation.</summary>
/// <param name="facts">What is known of the customer now.</param>
internal abstract class InstallationResult(CustomerRecord facts)
{
    public CustomerRecord Facts { get; } = facts;

    /// <summary>The customer has an installation.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="outcome">How the run got it.</param>
    /// <param name="facts">What is known of the customer now.</param>
    public sealed class Installed(NormalizedInstallation installation, Outcome outcome, CustomerRecord facts)
        : InstallationResult(facts)
    {
        public NormalizedInstallation Installation { get; } = installation;

        public Outcome Outcome { get; } = outcome;
    }

    /// <summary>The run ended without an installation.</summary>
    /// <param name="problem">The reason.</param>
    /// <param name="isUnknown">Pleo may have done what the delivery asks for.</param>
    /// <param name="facts">What is known of the customer now.</param>
    public sealed class Failed(Problem problem, bool isUnknown, CustomerRecord facts) : InstallationResult(facts)
    {
        public Problem Problem { get; } = problem;

        public bool IsUnknown { get; } = isUnknown;
    }
}
