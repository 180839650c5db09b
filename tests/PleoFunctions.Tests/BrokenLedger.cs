using System.Reflection;
using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Tests;

/// <summary>A ledger with a bug: every call throws, which no ledger may do.</summary>
public class BrokenLedger : DispatchProxy
{
    public const string Words = "only-the-ledger-says-this";

    internal static IDeliveryLedger Create() => Create<IDeliveryLedger, BrokenLedger>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        throw new InvalidOperationException(Words);
}
