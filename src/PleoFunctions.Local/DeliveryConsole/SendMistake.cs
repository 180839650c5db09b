namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A mistake to make on purpose, to see what comes of it.</summary>
internal enum SendMistake
{
    /// <summary>None.</summary>
    None,

    /// <summary>The body is written anew after it was signed: the same JSON, but other bytes.</summary>
    Reserialized,

    /// <summary>It is signed with another key.</summary>
    OtherKey,

    /// <summary>It was signed ten minutes ago.</summary>
    Late,

    /// <summary>It is not signed.</summary>
    Unsigned,
}
