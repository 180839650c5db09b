using PleoFunctions.Onboarding.Deliveries;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>What became of the creation of an installation.</summary>
internal abstract class Creation
{
    private Creation() { }

    /// <summary>The installation is there.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="reconciled">It was found, because the reply to its creation was lost.</param>
    public sealed class Made(Installation installation, bool reconciled) : Creation
    {
        public Installation Installation { get; } = installation;

        public bool Reconciled { get; } = reconciled;
    }

    /// <summary>The installation is not known to be there.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="doubt">Whether it may be there all the same: then the next run has to look before it sends.</param>
    public sealed class Failed(Problem problem, Doubt doubt) : Creation
    {
        public Problem Problem { get; } = problem;

        public Doubt Doubt { get; } = doubt;
    }
}
