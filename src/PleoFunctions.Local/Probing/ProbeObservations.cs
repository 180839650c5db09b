using PleoFunctions.Local.Keys;

namespace PleoFunctions.Local.Probing;

/// <summary>What Pleo answered to each call of a probe. A call that was not made is null.</summary>
internal sealed record ProbeObservations
{
    /// <summary>The metadata key that both POSTs write and the PUT leaves out.</summary>
    public const string LeftOut = "probeLeftOut";

    /// <summary>The metadata key that each request writes. Its value is the request's mark.</summary>
    public const string Changed = "probeChanged";

    /// <summary>The marks of the POST, the second POST and the PUT.</summary>
    public required ProbeMarks Marks { get; init; }

    public PleoAnswer? Introspection { get; init; }

    /// <summary>The look before the first POST.</summary>
    public PleoAnswer? LookBefore { get; init; }

    public PleoAnswer? Create { get; init; }

    public PleoAnswer? CreateAgain { get; init; }

    public PleoAnswer? Update { get; init; }

    public PleoAnswer? LookAfterUpdate { get; init; }

    public PleoAnswer? Delete { get; init; }

    public PleoAnswer? LookAfterDelete { get; init; }

    /// <summary>All calls that were made, in their order.</summary>
    public IEnumerable<ProbeCall> Calls
    {
        get
        {
            (string Name, PleoAnswer? Answer)[] all =
            [
                ("introspect", Introspection),
                ("GET", LookBefore),
                ("POST", Create),
                ("POST again", CreateAgain),
                ("PUT", Update),
                ("GET after PUT", LookAfterUpdate),
                ("DELETE", Delete),
                ("GET after DELETE", LookAfterDelete),
            ];
            return all.Where(call => call.Answer is not null).Select(call => new ProbeCall(call.Name, call.Answer!));
        }
    }
}

/// <summary>The delivery ids that the requests of a probe carry.</summary>
internal sealed record ProbeMarks(string Create, string CreateAgain, string Update);

/// <summary>A call of a probe.</summary>
internal sealed record ProbeCall(string Name, PleoAnswer Answer);
