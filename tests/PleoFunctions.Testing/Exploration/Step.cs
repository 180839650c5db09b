namespace PleoFunctions.Testing.Exploration;

/// <summary>What a request that is being handled does next outside of the app: a write to the ledger or a call to Pleo.</summary>
internal enum Step
{
    /// <summary>A write to the ledger.</summary>
    Write,

    /// <summary>A POST or a PUT.</summary>
    Send,

    /// <summary>A GET.</summary>
    Look,
}

/// <summary>How a step goes. The first of each step is the good one.</summary>
internal enum Fate
{
    Good,

    /// <summary>Nothing happens, and the app learns that it failed.</summary>
    Fails,

    /// <summary>It happens, and the app does not learn it.</summary>
    HappensUnseen,

    /// <summary>It happens, and its repetition by a client library is refused.</summary>
    HappensAndIsRefused,

    /// <summary>It happens later, and the app does not learn it.</summary>
    HappensLate,

    /// <summary>It happens only when the settling time is almost over, and the app does not learn it.</summary>
    HappensLast,

    /// <summary>Pleo answers 500 and has done nothing.</summary>
    Answers500,

    /// <summary>Pleo answers 500 and has done it.</summary>
    Answers500AndHappens,

    /// <summary>The process ends before it.</summary>
    CrashesBefore,

    /// <summary>It happens, and the process ends.</summary>
    CrashesAfter,

    /// <summary>The process ends, and it happens only when the settling time is almost over.</summary>
    CrashesAndHappensLast,
}
