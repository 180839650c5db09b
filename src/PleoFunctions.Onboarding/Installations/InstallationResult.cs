using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>What became of the creation of an installation.</summary>
internal abstract class InstallationResult
{
    private InstallationResult() { }

    /// <summary>The installation is there.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="reconciled">It was found, because the reply to its creation was lost.</param>
    public sealed class Installed(Installation installation, bool reconciled) : InstallationResult
    {
        public Installation Installation { get; } = installation;

        public bool Reconciled { get; } = reconciled;
    }

    /// <summary>The installation is not known to be there.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="doubt">Pleo may have it: the next run has to look before it sends. Null when it has none.</param>
    public sealed class Failed(Problem problem, InDoubt? doubt) : InstallationResult
    {
        public Problem Problem { get; } = problem;

        public InDoubt? Doubt { get; } = doubt;
    }
}
