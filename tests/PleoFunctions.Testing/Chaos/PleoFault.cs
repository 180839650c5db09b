namespace PleoFunctions.Testing.Chaos;

/// <summary>The faults of Pleo.</summary>
internal enum PleoFault
{
    None,
    Answers500,
    Answers502,
    Answers429,

    /// <summary>The connection breaks before anything is created.</summary>
    DropsConnectionBefore,

    /// <summary>The installation is created, and the connection breaks.</summary>
    LosesReply,

    /// <summary>The installation is created, and the answer is 500.</summary>
    FailsAfterwards,

    /// <summary>The installation is created at once, and the answer comes after the caller's timeout.</summary>
    AnswersTooLate,

    /// <summary>The installation is created after the caller's timeout.</summary>
    CreatesTooLate,

    /// <summary>The connection breaks, and the request takes effect up to twice the lease later.</summary>
    TakesEffectMuchLater,
}
