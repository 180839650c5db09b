using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>The result of a run for an installation.</summary>
internal abstract class InstallationResult
{
    private InstallationResult() { }

    /// <summary>The installation is there.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="outcome">How the run got it.</param>
    public sealed class Installed(Installation installation, Outcome outcome) : InstallationResult
    {
        public Installation Installation { get; } = installation;

        public Outcome Outcome { get; } = outcome;
    }

    /// <summary>The run ended without an installation.</summary>
    /// <param name="problem">The reason.</param>
    /// <param name="doubt">Pleo may have it: the next run has to look before it sends. Null when it has none.</param>
    public sealed class Failed(Problem problem, InDoubt? doubt) : InstallationResult
    {
        public Problem Problem { get; } = problem;

        public InDoubt? Doubt { get; } = doubt;
    }
}
