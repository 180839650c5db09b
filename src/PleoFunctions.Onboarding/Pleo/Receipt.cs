namespace PleoFunctions.Onboarding.Pleo;

/// <summary>What Pleo can have had of an attempt to create.</summary>
internal enum Receipt
{
    /// <summary>Nothing: no whole request left this machine.</summary>
    NotSent,

    /// <summary>Pleo answered, and its answer says what became of the request.</summary>
    Answered,

    /// <summary>The request left, and nothing says what became of it: there may be an installation.</summary>
    MaybeSent,
}
