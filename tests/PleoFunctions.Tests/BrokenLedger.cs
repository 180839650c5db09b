using System.Reflection;
using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Tests;

/// <summary>A store of the ledger with a bug: every call throws, which no store may do.</summary>
public class BrokenLedger : DispatchProxy
{
    public const string Words = "only-the-ledger-says-this";

    internal static ILedgerStore Create() => Create<ILedgerStore, BrokenLedger>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        throw new InvalidOperationException(Words);
}
